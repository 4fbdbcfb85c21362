/*
 * oom_score.c: oom_score_adj of the postmaster around its forks.
 *
 * Who is not privileged may write what is not below the last value that somebody privileged has written (__set_oom_adj in fs/proc/base.c of the
 * kernel): so the postmaster gets back what systemd or a start script has given it. This is tried once, when the server starts. The value is read anew
 * before each fork: an administrator may change it.
 */
#include "postgres.h"

#include "process/oom_score.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "utils/memutils.h"

static int	file = -1;
static char *of_children;
static char of_postmaster[32];

static bool
put(const char *value)
{
	return pwrite(file, value, strlen(value), 0) == (ssize_t) strlen(value);
}

/* Takes the value of children; false if there is no way, and nothing has changed. */
static bool
take_that_of_children(void)
{
	ssize_t		length = pread(file, of_postmaster, sizeof(of_postmaster) - 1, 0);

	of_postmaster[Max(length, 0)] = '\0';
	return length > 0 && put(of_children);
}

void
oom_score_prepare(void)
{
	const char *name = getenv("PG_OOM_ADJUST_FILE");
	const char *value = getenv("PG_OOM_ADJUST_VALUE");

	if (name == NULL)
		return;
	of_children = MemoryContextStrdup(TopMemoryContext, value == NULL ? "0" : value);
	file = open(name, O_RDWR | O_CLOEXEC);
	if (file >= 0 && take_that_of_children() && put(of_postmaster))
		return;
	ereport(LOG,
			(errmsg("pgseccomp: PG_OOM_ADJUST_FILE has no effect: could not write to \"%s\": %m", name),
			 errdetail("The processes of the server are as well protected from the kernel's out-of-memory killer as the postmaster.")));
	oom_score_forget();
}

void
oom_score_of_children(void)
{
	/* What fails is of no matter here: PostgreSQL ignores it too. */
	if (file >= 0)
		(void) take_that_of_children();
}

void
oom_score_of_postmaster(void)
{
	if (file >= 0 && of_postmaster[0] != '\0')
		(void) put(of_postmaster);
}

void
oom_score_forget(void)
{
	if (file >= 0)
		(void) close(file);
	file = -1;
}
