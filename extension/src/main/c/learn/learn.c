/*
 * learn.c: what all processes of a server that learns have in common, and how they tell the recorder who they are.
 */
#include "learn/learn.h"

#include <sys/prctl.h>
#include <time.h>

#include "start/settings.h"

const LearnShared *learn_shared = NULL;
LearnServer learn_server;

void
learn_wait(void)
{
	struct timespec pause = {.tv_nsec = 1000000};

	(void) clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, NULL);
}

uint64
learn_seconds(void)
{
	int64		now = (int64) time(NULL);
	int64		started = learn_shared->started;

	return learn_shared->seen.seconds + (uint64) (started > 0 && started < now ? now - started : 0);
}

bool
learn_tell(LearnMessage message, unsigned long argument)
{
	return prctl(LEARN_TELL, (unsigned long) message, argument, 0UL, 0UL) == 0;
}

bool
learn_tell_names(const LearnNames *names)
{
	size_t		at = 0;

	while (at < lengthof(names->words))
	{
		unsigned long words[LEARN_WORDS] = {0};

		if (names->words[at] == 0)
		{
			at++;
			continue;
		}
		for (size_t i = 0; i < LEARN_WORDS && at + i < lengthof(names->words); i++)
			words[i] = names->words[at + i];
		if (prctl(LEARN_TELL, (unsigned long) (TELL_NAMES | at << LEARN_MESSAGE_BITS), words[0], words[1], words[2]) != 0)
			return false;
		at += LEARN_WORDS;
	}
	return true;
}

void
learn_warn(void)
{
	if (settings_learn)
		ereport(WARNING,
				(errmsg("no system call filter is in force: pgseccomp.learn is on"),
				 errdetail("Every system call is allowed, and recorded.")));
}
