/*
 * pgseccomp_ports.c: ways around a list of ports, which native code in a session can try: ports_try(what, port).
 *
 * Each attempt is made by a child that the session forks: it is in the session's domain, and what it leaves behind ends with it.
 */
#include "postgres.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "fmgr.h"
#include "utils/builtins.h"

#include "attempted.h"
#include "ring.h"

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif
/* linux/io_uring.h of newer kernels */
#define OP_SOCKET 45
#define OP_BIND 56

PG_MODULE_MAGIC;

static struct sockaddr_in
address_of(int port)
{
	struct sockaddr_in address = {.sin_family = AF_INET,.sin_port = htons((uint16) port)};

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return address;
}

static long
connected(int type, int protocol, int port)
{
	struct sockaddr_in to = address_of(port);
	int			made = socket(AF_INET, type, protocol);

	return made < 0 ? -1 : connect(made, (struct sockaddr *) &to, sizeof(to));
}

static long
bound(int type, int protocol, int port)
{
	struct sockaddr_in at = address_of(port);
	int			made = socket(AF_INET, type, protocol);

	return made < 0 ? -1 : bind(made, (struct sockaddr *) &at, sizeof(at));
}

/* An address of IPv4 in a socket of IPv6. */
static long
connected_as_mapped(int port)
{
	struct sockaddr_in6 to = {.sin6_family = AF_INET6,.sin6_port = htons((uint16) port)};
	int			made = socket(AF_INET6, SOCK_STREAM, 0);

	if (made < 0 || inet_pton(AF_INET6, "::ffff:127.0.0.1", &to.sin6_addr) != 1)
		return -1;
	return connect(made, (struct sockaddr *) &to, sizeof(to));
}

/* The first data make the connection: no call names connect(2). */
static long
sent_first(int port, bool as_message)
{
	struct sockaddr_in to = address_of(port);
	struct iovec data = {"x", 1};
	struct msghdr message = {.msg_name = &to,.msg_namelen = sizeof(to),.msg_iov = &data,.msg_iovlen = 1};
	int			made = socket(AF_INET, SOCK_STREAM, 0);

	if (made < 0)
		return -1;
	return as_message ? sendmsg(made, &message, MSG_FASTOPEN) :
		sendto(made, "x", 1, MSG_FASTOPEN, (struct sockaddr *) &to, sizeof(to));
}

static long
sent_first_in_ring(int port)
{
	struct sockaddr_in to = address_of(port);
	struct iovec data = {"x", 1};
	struct msghdr message = {.msg_name = &to,.msg_namelen = sizeof(to),.msg_iov = &data,.msg_iovlen = 1};
	struct io_uring_sqe request = {.opcode = IORING_OP_SENDMSG,.fd = socket(AF_INET, SOCK_STREAM, 0),.addr = (uintptr_t) &message,.len = 1,.msg_flags = MSG_FASTOPEN};

	return ring_do(&request);
}

/* connect(2) does nothing yet; the kernel connects when the first data are sent. */
static long
connected_later(int port)
{
	struct sockaddr_in to = address_of(port);
	int			on = 1;
	int			made = socket(AF_INET, SOCK_STREAM, 0);

	if (made < 0 || setsockopt(made, IPPROTO_TCP, TCP_FASTOPEN_CONNECT, &on, sizeof(on)) != 0 ||
		connect(made, (struct sockaddr *) &to, sizeof(to)) != 0)
		return -1;
	return send(made, "x", 1, 0);
}

static long
connected_in_ring(int port)
{
	struct sockaddr_in to = address_of(port);
	struct io_uring_sqe socket_request = {.opcode = OP_SOCKET,.fd = AF_INET,.off = SOCK_STREAM};
	struct io_uring_sqe request = {.opcode = IORING_OP_CONNECT,.addr = (uintptr_t) &to,.off = sizeof(to)};

	request.fd = (int) ring_do(&socket_request);
	return request.fd < 0 ? -1 : ring_do(&request);
}

static long
bound_in_ring(int port)
{
	struct sockaddr_in at = address_of(port);
	struct io_uring_sqe request = {.opcode = OP_BIND,.fd = socket(AF_INET, SOCK_STREAM, 0),.addr = (uintptr_t) &at,.addr2 = sizeof(at)};

	return ring_do(&request);
}

static long
connected_from_user_namespace(int port)
{
	return unshare(CLONE_NEWUSER) != 0 ? -1 : connected(SOCK_STREAM, 0, port);
}

static long
connected_to_socket(const char *path)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	int			made = socket(AF_UNIX, SOCK_STREAM, 0);
	bool		is_abstract = path[0] == '@';

	strlcpy(to.sun_path, path, sizeof(to.sun_path));
	if (is_abstract)
		to.sun_path[0] = '\0';
	return connect(made, (struct sockaddr *) &to, is_abstract ? (socklen_t) (offsetof(struct sockaddr_un, sun_path) + strlen(path)) : sizeof(to));
}

static long
attempt(const char *what, const char *where)
{
	int			port = atoi(where);

#define IS(name) if (strcmp(what, name) == 0) return
	IS("TCP") connected(SOCK_STREAM, 0, port);
	IS("TCP, address mapped into IPv6") connected_as_mapped(port);
	IS("TCP from a user namespace") connected_from_user_namespace(port);
	IS("TCP in a ring") connected_in_ring(port);
	IS("TCP, sendto with the first data") sent_first(port, false);
	IS("TCP, sendmsg with the first data") sent_first(port, true);
	IS("TCP, sendmsg with the first data in a ring") sent_first_in_ring(port);
	IS("TCP, connected later") connected_later(port);
	IS("MPTCP") connected(SOCK_STREAM, IPPROTO_MPTCP, port);
	IS("SCTP") connected(SOCK_STREAM, IPPROTO_SCTP, port);
	IS("UDP") connected(SOCK_DGRAM, 0, port);
	IS("bind TCP") bound(SOCK_STREAM, 0, port);
	IS("bind TCP in a ring") bound_in_ring(port);
	IS("bind MPTCP") bound(SOCK_STREAM, IPPROTO_MPTCP, port);
	IS("bind UDP") bound(SOCK_DGRAM, 0, port);
	IS("listen without bind") listen(socket(AF_INET, SOCK_STREAM, 0), 1);
	IS("Unix-domain socket") connected_to_socket(where);
	errno = ENOTTY;
	return -1;
}

PG_FUNCTION_INFO_V1(ports_try);

Datum
ports_try(PG_FUNCTION_ARGS)
{
	const char *what = text_to_cstring(PG_GETARG_TEXT_PP(0));
	const char *where = text_to_cstring(PG_GETARG_TEXT_PP(1));
	pid_t		child = fork();

	if (child == 0)
		_exit(attempt(what, where) < 0 && errno != EINPROGRESS ? errno : 0);
	return attempted(child);
}
