/*
 * landlock.c: rules of files and of ports.
 */
#include "kernel/landlock.h"

#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bridge/clone_quiet.h"
#include "kernel/fault.h"

#define ABI_VERSION 1
#define RULE_PATH_BENEATH 1
#define RULE_NET_PORT 2

/* struct landlock_ruleset_attr; an older kernel takes the first member. */
typedef struct RulesetAttributes
{
	uint64		files;
	uint64		ports;
} RulesetAttributes;

/* struct landlock_path_beneath_attr */
typedef struct PathBeneath
{
	uint64		allowed;
	int32		parent;
} __attribute__((packed)) PathBeneath;

/* struct landlock_net_port_attr */
typedef struct NetPort
{
	uint64		allowed;
	uint64		port;
} NetPort;

uint64
landlock_all_of_files(int abi)
{
	/* 13 with ABI 1; REFER, TRUNCATE, and commands of devices from 5 on. */
	int			bits = abi >= 5 ? 16 : abi >= 3 ? 15 : abi >= 2 ? 14 : 13;

	return (UINT64CONST(1) << bits) - 1;
}

/* What was tried, in this process or in the postmaster. */
static int	tried = -1;

static int
ask_abi(void)
{
	long		abi = syscall(CALL_THAT_MAKES_A_RULESET, NULL, 0, ABI_VERSION);

	for (int version = 1; version <= 3; version++)
	{
		char		name[32];

		snprintf(name, sizeof(name), "landlock-abi-%d", version);
		if (fault_injected(name))
			return version;
	}
	return abi < 0 || fault_injected("no-landlock") ? 0 : (int) Min(abi, 100);
}

int
landlock_abi(void)
{
	pid_t		child;
	int			status;

	if (tried >= 0)
		return tried;
	child = clone_quiet(0);
	if (child == 0)
		_exit(ask_abi());
	status = child < 0 ? -1 : clone_quiet_wait(child);
	tried = status != -1 && WIFEXITED(status) ? WEXITSTATUS(status) : 0;
	return tried;
}

int
landlock_make(uint64 files, uint64 ports)
{
	RulesetAttributes attributes = {files, ports};

	return (int) syscall(CALL_THAT_MAKES_A_RULESET, &attributes, ports == 0 ? sizeof(files) : sizeof(attributes), 0);
}

bool
landlock_allow(int ruleset, uint64 allowed, int file)
{
	PathBeneath beneath = {allowed, file};

	return syscall(CALL_THAT_ADDS_A_RULE, ruleset, RULE_PATH_BENEATH, &beneath, 0) == 0;
}

bool
landlock_allow_port(int ruleset, uint64 allowed, int port)
{
	NetPort		rule = {allowed, (uint64) port};

	return syscall(CALL_THAT_ADDS_A_RULE, ruleset, RULE_NET_PORT, &rule, 0) == 0;
}

bool
landlock_enter(int ruleset)
{
	return syscall(CALL_THAT_ISOLATES, ruleset, 0) == 0;
}
