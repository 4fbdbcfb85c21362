/*
 * action.h: the actions of a filter, in the order of their strictness.
 *
 * The numbers are those that the core uses (Action.java).
 */
#ifndef PGSECCOMP_ACTION_H
#define PGSECCOMP_ACTION_H

typedef enum FilterAction
{
	ACTION_ALLOW,
	ACTION_LOG,
	ACTION_ERROR,
	ACTION_KILL
} FilterAction;

#define ACTION_COUNT (ACTION_KILL + 1)

#endif
