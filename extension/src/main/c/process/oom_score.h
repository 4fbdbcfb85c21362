/*
 * oom_score.h: keeps PostgreSQL's protection from the kernel's out-of-memory killer working in processes that are undumpable.
 *
 * Where PG_OOM_ADJUST_FILE is set, the postmaster is protected, and its children write to that file to take the protection back
 * (fork_process.c). But the kernel gives the files of an undumpable process in /proc to root, so that this fails without a word. A child must not be
 * dumpable for it, however short. So the postmaster opens its file while it can, takes the value of its children before each fork, and its own one again
 * behind it.
 */
#ifndef PGSECCOMP_OOM_SCORE_H
#define PGSECCOMP_OOM_SCORE_H

/* While the postmaster is still dumpable. Says in the log where that cannot be done. */
extern void oom_score_prepare(void);

/* Before a fork, and behind it. */
extern void oom_score_of_children(void);
extern void oom_score_of_postmaster(void);

/* In the child. Async-signal-safe. */
extern void oom_score_forget(void);

#endif
