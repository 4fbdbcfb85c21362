/*
 * no_vdso.c: starts a program as on a machine whose clock the vDSO cannot read: each reading of it is a system call.
 *
 *   no_vdso PROGRAM [ARGUMENT...]
 *
 * The kernel tells a program where its vDSO is in the auxiliary vector, at the end of what it puts on the stack (getauxval(3)). This
 * process traces the program up to its first instruction, has the entry ignored, and lets it go. It then waits, and ends as the program
 * does; what it is told to do by signals it passes on. x86_64.
 */
#include <elf.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t program;

static void
pass_on(int number)
{
	kill(program, number);
}

static long
word_at(unsigned long address)
{
	return ptrace(PTRACE_PEEKDATA, program, address, 0);
}

static void
hide_vdso(void)
{
	struct user_regs_struct registers;
	unsigned long at;

	ptrace(PTRACE_GETREGS, program, 0, &registers);
	/* Number of arguments, arguments, NULL, environment, NULL, auxiliary vector. */
	at = registers.rsp + 8 * ((unsigned long) word_at(registers.rsp) + 2);
	while (word_at(at) != 0)
		at += 8;
	for (at += 8; word_at(at) != AT_NULL; at += 16)
	{
		if (word_at(at) == AT_SYSINFO_EHDR)
			ptrace(PTRACE_POKEDATA, program, at, AT_IGNORE);
	}
}

int
main(int count, char **arguments)
{
	static const int passed_on[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
	int			status;

	if (count < 2)
		return 2;
	program = fork();
	if (program == 0)
	{
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		execv(arguments[1], arguments + 1);
		perror(arguments[1]);
		_exit(127);
	}
	for (unsigned i = 0; i < sizeof(passed_on) / sizeof(passed_on[0]); i++)
		signal(passed_on[i], pass_on);
	waitpid(program, &status, 0);
	if (WIFSTOPPED(status))
	{
		hide_vdso();
		ptrace(PTRACE_DETACH, program, 0, 0);
		while (waitpid(program, &status, 0) < 0)
			;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
