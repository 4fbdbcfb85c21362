/*
 * frames.c: see frames.h.
 */
#define _GNU_SOURCE
#include "frames.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static uint8_t input[LONGEST_FRAME + 4];
static size_t input_start;
static size_t input_end;
static uint8_t output[1024 * 1024];
static size_t output_length;

void
frames_end(int status)
{
	(void) syscall(SYS_exit, status);
	__builtin_unreachable();
}

void
frames_flush(void)
{
	size_t		sent = 0;

	while (sent < output_length)
	{
		ssize_t		written = write(STDOUT_FILENO, output + sent, output_length - sent);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			frames_end(3);
		sent += (size_t) written;
	}
	output_length = 0;
}

void
frames_write(const uint8_t *bytes, int32_t length)
{
	size_t		left = (size_t) length;

	while (left > 0)
	{
		size_t		part = sizeof(output) - output_length;

		if (part > left)
			part = left;
		memcpy(output + output_length, bytes, part);
		output_length += part;
		bytes += part;
		left -= part;
		if (output_length == sizeof(output))
			frames_flush();
	}
}

void
frames_write_integer(int32_t value)
{
	uint32_t	word = (uint32_t) value;
	uint8_t		bytes[4] = {word & 0xff, word >> 8 & 0xff, word >> 16 & 0xff, word >> 24};

	frames_write(bytes, sizeof(bytes));
}

/* Has at least this many bytes in the buffer. False at the end of the input. */
static bool
have(size_t wanted)
{
	while (input_end - input_start < wanted)
	{
		ssize_t		got;

		if (input_start > 0)
		{
			memmove(input, input + input_start, input_end - input_start);
			input_end -= input_start;
			input_start = 0;
		}
		frames_flush();
		got = read(STDIN_FILENO, input + input_end, sizeof(input) - input_end);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 || (got == 0 && input_end != input_start))
			frames_end(3);
		if (got == 0)
			return false;
		input_end += (size_t) got;
	}
	return true;
}

const uint8_t *
frames_read(int32_t *length)
{
	const uint8_t *b;
	uint32_t	announced;

	if (!have(4))
		return NULL;
	b = input + input_start;
	announced = (uint32_t) b[0] | (uint32_t) b[1] << 8 | (uint32_t) b[2] << 16 | (uint32_t) b[3] << 24;
	if (announced > LONGEST_FRAME)
	{
		/* The replies that it owes say which one it is. */
		frames_flush();
		frames_end(3);
	}
	if (!have(4 + (size_t) announced))
		frames_end(3);
	b = input + input_start + 4;
	input_start += 4 + announced;
	*length = (int32_t) announced;
	return b;
}
