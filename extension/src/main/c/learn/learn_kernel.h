/*
 * learn_kernel.h: what learning asks of the kernel: seccomp's user notification (seccomp_unotify(2)).
 */
#ifndef PGSECCOMP_LEARN_KERNEL_H
#define PGSECCOMP_LEARN_KERNEL_H

#include "postgres.h"

#include <linux/seccomp.h>

/* linux/seccomp.h of Linux 5.5, 5.19 and 6.6; the installed headers may be older than the kernel. */
#ifndef SECCOMP_USER_NOTIF_FLAG_CONTINUE
#define SECCOMP_USER_NOTIF_FLAG_CONTINUE (1UL << 0)
#endif
#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1UL << 5)
#endif
#ifndef SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP
#define SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP (1UL << 0)
#endif
#ifndef SECCOMP_IOCTL_NOTIF_SET_FLAGS
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS SECCOMP_IOW(4, __u64)
#endif

/*
 * The calls that are not reported. Each is always in the recommended lists, and none has a count: what a backend needs in any case
 * (NeededCalls.java), which is most of all calls, and what a process needs to end.
 */
extern const int learn_uncounted[];
extern const int learn_uncounted_count;

/* FATAL if the kernel cannot do it. */
extern void learn_require_kernel(void);

/* Reports every other call of this process and of all its children from now on. The listener; -1 on failure, errno is set. */
extern int	learn_load_filter(void);

#endif
