/*
 * condition_text.c: looks for lines in the texts that come with a policy.
 */
#include "denial/condition_text.h"

#include <string.h>

/* The text of the line if that is the number's, else NULL; behind is where the next line begins. */
static const char *
text_of_line(const char *line, int number, const char **behind)
{
	const char *text = line;
	uint32		found = 0;

	while (*text >= '0' && *text <= '9' && found < EXPECTED_NUMBERS)
	{
		found = 10 * found + (uint32) (*text - '0');
		text++;
	}
	/* The handler is here, and a profile's texts have thousands of characters. */
	*behind = strchr(text, '\n');
	*behind = *behind == NULL ? text + strlen(text) : *behind + 1;
	return text > line && *text == ' ' && found == (uint32) number ? text + 1 : NULL;
}

void
condition_text_copy(const char *lines, int number, char *text)
{
	const char *line = lines == NULL ? "" : lines;
	const char *found = NULL;
	size_t		length = 0;

	while (found == NULL && *line != '\0')
		found = text_of_line(line, number, &line);
	while (found != NULL && length < LONGEST_CONDITION_TEXT && found[length] != '\0' && found[length] != '\n')
	{
		text[length] = found[length];
		length++;
	}
	text[length] = '\0';
}

const char *
condition_text_line(const char *lines, int wanted)
{
	while (lines != NULL && wanted > 1)
	{
		lines = strchr(lines, '\n');
		lines = lines == NULL ? NULL : lines + 1;
		wanted--;
	}
	return lines == NULL || strchr(lines, '\n') == NULL ? NULL : lines;
}
