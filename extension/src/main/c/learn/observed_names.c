/*
 * observed_names.c: names as words of a line. Letters, digits, "_" and "." stand for themselves, other bytes are %XX, an empty name is
 * "-". Used by the recorder: no memory is allocated, no error is raised.
 */
#include "postgres.h"

#include "learn/observed_names.h"

#include <string.h>

static bool
is_plain(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

void
observed_name_escape(char *out, const char *name)
{
	static const char digits[] = "0123456789abcdef";

	if (*name == '\0')
		*out++ = '-';
	for (; *name != '\0'; name++)
	{
		unsigned char c = (unsigned char) *name;

		if (is_plain(c))
			*out++ = (char) c;
		else
		{
			*out++ = '%';
			*out++ = digits[c >> 4];
			*out++ = digits[c & 15];
		}
	}
	*out = '\0';
}

static int
digit_of(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool
observed_name_unescape(char *out, int size, const char *text)
{
	int			length = 0;

	if (strcmp(text, "-") == 0)
		text = "";
	while (*text != '\0')
	{
		char		c = *text++;

		if (c == '%')
		{
			int			high = digit_of(*text);
			int			low = high < 0 ? -1 : digit_of(text[1]);

			if (low < 0 || (high == 0 && low == 0))
				return false;
			c = (char) (high << 4 | low);
			text += 2;
		}
		else if (!is_plain((unsigned char) c))
			return false;
		if (length == size - 1)
			return false;
		out[length++] = c;
	}
	out[length] = '\0';
	return true;
}
