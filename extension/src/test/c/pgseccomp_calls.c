/*
 * pgseccomp_calls.c: makes system calls in the session itself, one after another: calls_try('257 -100 ''/etc/passwd 0 0; 3 $1').
 *
 * A call is its number and its arguments: a number; & for a page of zeros; $1 for what the first call answered; ' and what follows it for a
 * text. The answer is the name of the first error, or "reached".
 */
#include "postgres.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fmgr.h"
#include "utils/builtins.h"

PG_MODULE_MAGIC;

#define MOST_CALLS 8
#define ARGUMENTS 6
#define PAGE 4096
#define PAGES 16

static char pages[PAGES * PAGE] pg_attribute_aligned(PAGE);

static long
argument_of(const char *word, const long *answers, int *page)
{
	if (word[0] == '\'')
		return (long) (word + 1);
	if (word[0] == '$')
		return answers[atoi(word + 1) - 1];
	if (word[0] == '&')
		return (long) (pages + PAGE * ((*page)++ % PAGES));
	return strtol(word, NULL, 0);
}

static long
make(char *text, const long *answers, int *page)
{
	long		arguments[ARGUMENTS] = {0};
	int			count = 0;
	pid_t		self = getpid();
	char	   *rest = NULL;
	char	   *number = strtok_r(text, " ", &rest);
	long		answer;

	for (char *word = strtok_r(NULL, " ", &rest); word != NULL && count < ARGUMENTS; word = strtok_r(NULL, " ", &rest))
		arguments[count++] = argument_of(word, answers, page);
	answer = syscall(atol(number), arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]);
	/* What forks answers twice. */
	if (syscall(SYS_getpid) != self)
		syscall(SYS_exit_group, 0);
	return answer;
}

PG_FUNCTION_INFO_V1(calls_try);

Datum
calls_try(PG_FUNCTION_ARGS)
{
	char	   *rest = NULL;
	long		answers[MOST_CALLS] = {0};
	int			count = 0;
	int			page = 0;

	for (char *call = strtok_r(text_to_cstring(PG_GETARG_TEXT_PP(0)), ";", &rest); call != NULL && count < MOST_CALLS;
		 call = strtok_r(NULL, ";", &rest))
	{
		answers[count] = make(call, answers, &page);
		if (answers[count++] == -1)
			PG_RETURN_TEXT_P(cstring_to_text(strerrorname_np(errno)));
	}
	PG_RETURN_TEXT_P(cstring_to_text("reached"));
}
