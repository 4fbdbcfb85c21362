/*
 * recommend_input.h: what was observed, in pieces that the core reads at once.
 */
#ifndef PGSECCOMP_RECOMMEND_INPUT_H
#define PGSECCOMP_RECOMMEND_INPUT_H

#include "learn/observations.h"

/* How many roles a piece can have: the lists of so many fit into a reply, however long they are. */
#define ROLES_IN_A_PIECE 64

/* What was observed, by roles. */
typedef struct RecommendInput
{
	const Observations *seen;
	uint64		seconds;
	Observations *all;			/* of each type alone */
	int		   *subjects;		/* those with a role, sorted by it */
	int			count;
	int			done;			/* how many of these were in a piece */
} RecommendInput;

/*
 * The observations as text, without roles and databases, and, where that is too much, with one program in the place of all; then *cut is a
 * sentence that says so, else NULL. ERROR if that is still too much.
 */
extern char *recommend_input_server(const Observations *seen, uint64 seconds, const char **cut);

/* Begins with the first roles. */
extern RecommendInput recommend_input_begin(const Observations *seen, uint64 seconds);

/* The next roles, behind all processes without any; NULL if there are none left. ERROR if one role's are too much. */
extern char *recommend_input_roles(RecommendInput *input);

#endif
