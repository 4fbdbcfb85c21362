/*
 * proc_status.h: what the kernel says of a process.
 */
#ifndef PGSECCOMP_PROC_STATUS_H
#define PGSECCOMP_PROC_STATUS_H

#include "postgres.h"

#define UNKNOWN_STATUS (-1)

/* From /proc/PID/status (proc_pid_status(5)); what the kernel does not tell is UNKNOWN_STATUS, or "". */
typedef struct KernelStatus
{
	int			mode;			/* Seccomp: 0 none, 1 strict, 2 filter */
	int			filters;		/* Seccomp_filters, since Linux 5.9 */
	int			no_new_privs;	/* NoNewPrivs: 0 or 1 */
	char		speculation[64];	/* Speculation_Store_Bypass */
} KernelStatus;

/* Reads it. False if there is no such process, or none that this one may see. */
extern bool kernel_status_of(int pid, KernelStatus *status);

/* Notes how many filters this process, the postmaster, has; and says it. UNKNOWN_STATUS where the kernel does not tell. */
extern void kernel_note_postmaster(void);
extern int	kernel_postmaster_filters(void);

/*
 * When a process began, in clock ticks since the machine started (proc_pid_stat(5)); false if there is none that this one may see. And what
 * that clock says now.
 */
extern bool kernel_start_of(int pid, uint64 *ticks);
extern uint64 kernel_ticks_now(void);

/* Reads up to size - 1 bytes of a file of a process in /proc; answers how many, -1 on failure. A NUL is appended. */
extern int	kernel_read_proc(int pid, const char *file, char *buffer, int size);

#endif
