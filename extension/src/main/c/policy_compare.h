/*
 * policy_compare.h: where reloads may only tighten, each new policy beside the one that it would replace.
 */
#ifndef PGSECCOMP_POLICY_COMPARE_H
#define PGSECCOMP_POLICY_COMPARE_H

#include "disposable.h"
#include "policies.h"

/* Two policies, of which the later one must be at least as strict. */
typedef struct Comparison
{
	const SessionPolicy *after;
	const SessionPolicy *before;
} Comparison;

typedef struct Comparisons
{
	Comparison *pairs;
	int			count;
} Comparisons;

/*
 * Notes what is to be compared. False if the new whole can be seen to loosen without a look at the policies; that was
 * reported at a level.
 */
extern bool policy_note_comparisons(Comparisons *comparisons, const Policies *after, const Policies *before, int level);

/* The request to compare two policies, and how its reply is read: false if the later one is less strict; why was reported. */
extern void policy_request_comparison(const Comparison *comparison, CoreCall *call);
extern bool policy_read_comparison(Reply reply, const Settings *settings, int level);

#endif
