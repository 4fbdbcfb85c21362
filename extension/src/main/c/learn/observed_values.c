/*
 * observed_values.c: words for numbers, those of the kernel's headers.
 */
#include "learn/observed_values.h"

#include <asm/mman.h>
#include <fcntl.h>
#include <linux/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

typedef struct ValueName
{
	uint64		value;
	const char *name;
} ValueName;

#define NAMED(name) {name, #name}

static const ValueName domains[] = {
	NAMED(AF_UNIX), NAMED(AF_INET), NAMED(AF_INET6), NAMED(AF_NETLINK), NAMED(AF_PACKET), NAMED(AF_ALG), NAMED(AF_VSOCK),
};

static const ValueName types[] = {
	NAMED(SOCK_STREAM), NAMED(SOCK_DGRAM), NAMED(SOCK_RAW), NAMED(SOCK_SEQPACKET),
};

static const ValueName fcntl_commands[] = {
	NAMED(F_DUPFD), NAMED(F_GETFD), NAMED(F_SETFD), NAMED(F_GETFL), NAMED(F_SETFL), NAMED(F_GETLK), NAMED(F_SETLK), NAMED(F_SETLKW),
	NAMED(F_SETOWN), NAMED(F_GETOWN), {1030, "F_DUPFD_CLOEXEC"}, {1031, "F_SETPIPE_SZ"}, {1032, "F_GETPIPE_SZ"},
	{1033, "F_ADD_SEALS"},
};

static const ValueName prctl_options[] = {
	NAMED(PR_SET_PDEATHSIG), NAMED(PR_GET_DUMPABLE), NAMED(PR_SET_DUMPABLE), NAMED(PR_SET_NAME), NAMED(PR_GET_NAME),
	NAMED(PR_GET_SECCOMP), NAMED(PR_SET_SECCOMP), NAMED(PR_CAPBSET_READ), NAMED(PR_CAPBSET_DROP), NAMED(PR_SET_NO_NEW_PRIVS),
	NAMED(PR_GET_NO_NEW_PRIVS), NAMED(PR_SET_MM), NAMED(PR_GET_SPECULATION_CTRL), NAMED(PR_SET_SPECULATION_CTRL),
	{0x53564d41, "PR_SET_VMA"}, {0x59616d61, "PR_SET_PTRACER"},
};

static char *
name_of(const ValueName *names, size_t count, uint64 value)
{
	for (size_t i = 0; i < count; i++)
	{
		if (names[i].value == value)
			return pstrdup(names[i].name);
	}
	return psprintf("0x%llx", (unsigned long long) value);
}

static char *
socket_name(uint64 value)
{
	uint64		type = value & 0xffffffff;
	uint64		flags = type & (SOCK_CLOEXEC | SOCK_NONBLOCK);

	return psprintf("%s %s%s%s", name_of(domains, lengthof(domains), value >> 32), name_of(types, lengthof(types), type & ~flags),
					(flags & SOCK_NONBLOCK) != 0 ? "|SOCK_NONBLOCK" : "", (flags & SOCK_CLOEXEC) != 0 ? "|SOCK_CLOEXEC" : "");
}

static char *
protection_name(uint64 value)
{
	uint64		known = PROT_READ | PROT_WRITE | PROT_EXEC;

	if ((value & ~known) != 0)
		return psprintf("0x%llx", (unsigned long long) value);
	if (value == 0)
		return pstrdup("PROT_NONE");
	return psprintf("%s%s%s", (value & PROT_READ) != 0 ? "PROT_READ" : "",
					(value & PROT_WRITE) == 0 ? "" : (value & PROT_READ) != 0 ? "|PROT_WRITE" : "PROT_WRITE",
					(value & PROT_EXEC) == 0 ? "" : (value & (PROT_READ | PROT_WRITE)) != 0 ? "|PROT_EXEC" : "PROT_EXEC");
}

char *
observed_value_name(int number, uint64 value)
{
	switch (number)
	{
		case SYS_socket:
			return socket_name(value);
		case SYS_mmap:
		case SYS_mprotect:
			return protection_name(value);
		case SYS_fcntl:
			return name_of(fcntl_commands, lengthof(fcntl_commands), value);
		case SYS_prctl:
			return name_of(prctl_options, lengthof(prctl_options), value);
		default:
			return name_of(NULL, 0, value);
	}
}
