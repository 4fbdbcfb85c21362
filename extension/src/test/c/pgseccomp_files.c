/*
 * pgseccomp_files.c: lets tests get at files and ports as native code in a session does, with one system call each.
 */
#include "postgres.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fmgr.h"
#include "utils/builtins.h"

PG_MODULE_MAGIC;

static int
opened(const char *path, int flags)
{
	int			file = open(path, flags | O_CLOEXEC, 0600);

	return file < 0 ? -1 : close(file);
}

static int
listed(const char *path)
{
	DIR		   *folder = opendir(path);

	return folder == NULL ? -1 : closedir(folder);
}

/* Through a descriptor of the folder that the path is in. */
static int
opened_beneath(const char *path, int flags)
{
	char	   *folder = pstrdup(path);
	char	   *name = strrchr(folder, '/');
	int			place;
	int			file;

	*name++ = '\0';
	place = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (place < 0)
		return -1;
	file = openat(place, name, flags | O_CLOEXEC);
	return file < 0 ? -1 : close(file);
}

/* From a descriptor that is good for nothing, by the way of /proc. */
static int
opened_again(const char *path, int flags)
{
	int			handle = open(path, O_PATH | O_CLOEXEC);

	return handle < 0 ? -1 : opened(psprintf("/proc/self/fd/%d", handle), flags);
}

static int
executed(const char *path)
{
	pid_t		child = fork();
	int			status = 0;

	if (child == 0)
	{
		execl(path, path, "-c", "exit 0", NULL);
		_exit(errno);
	}
	waitpid(child, &status, 0);
	errno = WEXITSTATUS(status);
	return errno == 0 ? 0 : -1;
}

static int
to_port(const char *port, bool binds, int family)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16) atoi(port))};
	struct sockaddr_in6 address6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16) atoi(port)), .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	struct sockaddr *to = family == AF_INET ? (struct sockaddr *) &address : (struct sockaddr *) &address6;
	socklen_t	length = family == AF_INET ? sizeof(address) : sizeof(address6);
	int			made = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int			result;
	int			problem;

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (made < 0)
		return -1;
	result = binds ? bind(made, to, length) : connect(made, to, length);
	problem = errno;
	close(made);
	errno = problem;
	return result;
}

static int
socket_at(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int			made = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	strlcpy(address.sun_path, path, sizeof(address.sun_path));
	return bind(made, (struct sockaddr *) &address, sizeof(address));
}

static int
attempt(const char *what, const char *path, const char *other)
{
	if (strcmp(what, "read") == 0)
		return opened(path, O_RDONLY);
	if (strcmp(what, "list") == 0)
		return listed(path);
	if (strcmp(what, "read beneath") == 0)
		return opened_beneath(path, O_RDONLY);
	if (strcmp(what, "read again") == 0)
		return opened_again(path, O_RDONLY);
	if (strcmp(what, "write again") == 0)
		return opened_again(path, O_WRONLY);
	if (strcmp(what, "write") == 0)
		return opened(path, O_WRONLY);
	if (strcmp(what, "append") == 0)
		return opened(path, O_WRONLY | O_APPEND);
	if (strcmp(what, "read and truncate") == 0)
		return opened(path, O_RDONLY | O_TRUNC);
	if (strcmp(what, "create") == 0)
		return opened(path, O_WRONLY | O_CREAT | O_EXCL);
	if (strcmp(what, "temporary") == 0)
		return opened(path, O_RDWR | O_TMPFILE);
	if (strcmp(what, "truncate") == 0)
		return truncate(path, 0);
	if (strcmp(what, "remove") == 0)
		return unlink(path);
	if (strcmp(what, "make folder") == 0)
		return mkdir(path, 0700);
	if (strcmp(what, "remove folder") == 0)
		return rmdir(path);
	if (strcmp(what, "rename") == 0)
		return rename(path, other);
	if (strcmp(what, "exchange") == 0)
		return renameat2(AT_FDCWD, path, AT_FDCWD, other, RENAME_EXCHANGE);
	if (strcmp(what, "hard link") == 0)
		return link(path, other);
	if (strcmp(what, "symbolic link") == 0)
		return symlink(other, path);
	if (strcmp(what, "fifo") == 0)
		return mkfifo(path, 0600);
	if (strcmp(what, "socket") == 0)
		return socket_at(path);
	if (strcmp(what, "device") == 0)
		return mknod(path, S_IFCHR | 0600, 0);
	if (strcmp(what, "execute") == 0)
		return executed(path);
	if (strcmp(what, "connect") == 0)
		return to_port(path, false, AF_INET);
	if (strcmp(what, "connect with IPv6") == 0)
		return to_port(path, false, AF_INET6);
	if (strcmp(what, "bind") == 0)
		return to_port(path, true, AF_INET);
	elog(ERROR, "unknown attempt: %s", what);
}

PG_FUNCTION_INFO_V1(files_try);

/* "done", or what the kernel says. */
Datum
files_try(PG_FUNCTION_ARGS)
{
	int			result = attempt(text_to_cstring(PG_GETARG_TEXT_PP(0)), text_to_cstring(PG_GETARG_TEXT_PP(1)),
								 text_to_cstring(PG_GETARG_TEXT_PP(2)));

	PG_RETURN_TEXT_P(cstring_to_text(result == 0 ? "done" : errno == EACCES ? "denied" : errno == EXDEV ? "not there" : strerror(errno)));
}
