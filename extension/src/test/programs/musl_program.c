/*
 * musl_program.c: asks musl for what it tries newer calls for. One line for each, which says what a user would see; status 1 where one is wrong.
 * Argument: a folder that this user may write.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static int	wrong = 0;

static void
say(const char *what, int is_right)
{
	printf("%s %s\n", what, is_right ? "works" : strerror(errno));
	wrong |= !is_right;
}

static void *
in_a_thread(void *argument)
{
	*(int *) argument = 1;
	return NULL;
}

int
main(int argc, char **argv)
{
	char	   *const child[] = {"true", NULL};
	char	   *const environment[] = {NULL};
	char		path[1000];
	char		link[1010];
	char		bytes[16];
	struct iovec part = {"x", 1};
	struct stat looked;
	pthread_t	thread;
	pid_t		pid;
	int			status = -1;
	int			ran = 0;
	int			file;

	snprintf(path, sizeof(path), "%s/musl_file", argc > 1 ? argv[1] : ".");
	snprintf(link, sizeof(link), "%s.link", path);
	unlink(path);
	unlink(link);
	file = open(path, O_RDWR | O_CREAT, 0600);
	say("pthread_create", pthread_create(&thread, NULL, in_a_thread, &ran) == 0 && pthread_join(thread, NULL) == 0 && ran);
	say("faccessat, of a file that can be read,", faccessat(AT_FDCWD, "/etc/passwd", R_OK, AT_EACCESS) == 0);
	say("faccessat, of one that cannot,", fchmod(file, 0) == 0 && faccessat(AT_FDCWD, path, R_OK, AT_EACCESS) == -1 && errno == EACCES);
	say("stat", stat("/etc/passwd", &looked) == 0 && S_ISREG(looked.st_mode));
	say("fchmodat", symlink(path, link) == 0 && fchmodat(AT_FDCWD, path, 0640, AT_SYMLINK_NOFOLLOW) == 0 &&
		stat(path, &looked) == 0 && (looked.st_mode & 0777) == 0640);
	say("fchmodat, of a link,", fchmodat(AT_FDCWD, link, 0600, AT_SYMLINK_NOFOLLOW) == -1 && errno == EOPNOTSUPP);
	say("pwritev", pwritev(file, &part, 1, 0) == 1);
	say("rename", rename(path, link) == 0);
	say("getentropy", getentropy(bytes, sizeof(bytes)) == 0);
	say("posix_spawn", posix_spawn(&pid, "/bin/true", NULL, NULL, child, environment) == 0 && waitpid(pid, &status, 0) == pid && status == 0);
	unlink(link);
	return wrong;
}
