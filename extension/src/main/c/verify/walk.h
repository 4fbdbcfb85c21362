/*
 * walk.h: follows programs with sets of calls.
 */
#ifndef PGSECCOMP_WALK_H
#define PGSECCOMP_WALK_H

#include "bridge/boundary.h"
#include "verify/call_set.h"

/* Global, session, database, client, and what is quiet of the last one. */
#define WALK_MOST_PROGRAMS 5

/* Of a proof: our programs have a few hundred sets. */
#define WALK_MOST_STEPS 4000000

typedef struct Walk Walk;

/* What is done with a set of calls that all get this verdict. */
typedef void (*WalkEnd) (Walk *walk, const CallSet *calls, uint32 verdict);

/* Programs that run together, in the order in which they were loaded. */
struct Walk
{
	const CompiledFilter *programs[WALK_MOST_PROGRAMS];
	int			count;
	WalkEnd		end;
	void	   *context;
	bool		stopped;		/* nobody wants to know more */
	int			steps;
	int			nested;
};

/*
 * Takes a set through all programs. Where one does anything that ours do not do, or needs too many steps, the walk is stopped, and the set at
 * that place is in *lost. Everything else comes to the end.
 */
extern bool walk_all(Walk *walk, const CallSet *calls, CallSet *lost);

#endif
