/*
 * fork_hooks.h: what happens around each fork of the postmaster.
 */
#ifndef PGSECCOMP_FORK_HOOKS_H
#define PGSECCOMP_FORK_HOOKS_H

/*
 * Called once in the postmaster, before the filter is loaded. before_fork runs in the postmaster before each fork from then
 * on, in_child in the child after it; they must not raise an error.
 */
extern void fork_hooks_prepare(void (*before_fork) (void), void (*in_child) (void));

#endif
