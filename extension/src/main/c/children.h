/*
 * children.h: what happens around each fork of the postmaster.
 */
#ifndef PGSECCOMP_CHILDREN_H
#define PGSECCOMP_CHILDREN_H

/*
 * Called once in the postmaster, before the filter is loaded. before_fork runs in the postmaster before each fork from then
 * on, in_child in the child after it; they must not raise an error.
 */
extern void children_prepare(void (*before_fork) (void), void (*in_child) (void));

#endif
