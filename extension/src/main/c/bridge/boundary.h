/*
 * boundary.h: requests to the core and its replies (the layout is described in Boundary.java and Replies.java).
 *
 * Replies come from generated code and, to the postmaster, through a pipe: they are read with every bound checked, and a reply that is
 * not exactly as described is an error, never a partial result.
 */
#ifndef PGSECCOMP_BOUNDARY_H
#define PGSECCOMP_BOUNDARY_H

#include "postgres.h"
#include "lib/stringinfo.h"

#include <linux/filter.h>

#include "bridge/core_tables.h"
#include "bridge/expected_actions.h"

/* Longer requests than LONGEST_REQUEST, up to this, are for a process of their own (disposable.h). */
#define LONGEST_LARGE_REQUEST (256 * 1024 * 1024)

/* Room for the reply to a request. */
#define ROOM_FOR_REPLY(request_length) (REPLY_ROOM + REPLY_ROOM_PER_BYTE * (Size) (request_length))

/* The same in a child, whose memory is taken where it is used: a plan says more of a role than its settings do. */
#define LARGEST_ROOM ((Size) 1024 * 1024 * 1024 - 1)
#define ROOM_IN_CHILD(request_length) Min(4 * 1024 * 1024 + REPLY_ROOM_PER_BYTE * (Size) (request_length), LARGEST_ROOM)

/* A program, and what it is expected to do. */
typedef struct CompiledFilter
{
	struct sock_filter *instructions;
	int			length;			/* 0: a session that has no filter of its own */
	/* A second program, loaded before the first one: both together answer what is expected. Its denials are not audited (QuietCalls.java). */
	struct sock_filter *quiet_instructions;
	int			quiet_length;	/* mostly 0 */
	ExpectedActions own;
	ExpectedActions stack;		/* of all filters up to this one, together */
	/* For whoever is denied something; NULL: nothing is known. */
	const char *conditions;		/* a line for each call whose arguments it looks at (ConditionTexts.java) */
	const char *remedies;		/* lines (Remedies.java) */
	int			calls;			/* how many its lists name */
	int			conditioned;	/* and how many conditions they have */
	uint8		remedy_of_number[EXPECTED_NUMBERS];	/* the line, from 1; 0: this filter denies it to nobody */
	uint32		quiet[EXPECTED_NUMBERS / 32];	/* a bit for each number: whether a denial of it is expected */
} CompiledFilter;

/* Settings as a request has them. */
typedef struct EncodedSettings
{
	int			count;
	StringInfoData bytes;
} EncodedSettings;

extern void boundary_begin_settings(EncodedSettings *settings);
extern void boundary_add_setting(EncodedSettings *settings, const char *name, const char *value);
extern void boundary_copy_settings(EncodedSettings *to, const EncodedSettings *from);

/* Adds what a request is about, beside settings. */
extern void boundary_add_fact(EncodedSettings *settings, const char *name, const char *value);

/* What each request tells of this server (server_facts.c). The bytes must stay where they are. */
extern void boundary_set_facts(const EncodedSettings *settings);

/* A reply, as it came. */
typedef struct Reply
{
	const uint8 *bytes;
	int			length;
} Reply;

/* A request, and its reply once it is there. */
typedef struct CoreCall
{
	StringInfoData request;
	Reply		reply;
	int			counts_as;		/* it needs as much memory as a request of so many bytes, if it has fewer */
} CoreCall;

/* As how long a request counts. */
#define CALL_SIZE(call) Max((call).request.len, (call).counts_as)

/* A request; in_force is NULL but for CORE_TIGHTENS. */
extern void boundary_request(StringInfo request, CoreOperation operation, FilterLevel level, const EncodedSettings *settings,
							 const EncodedSettings *in_force);

/* A request about what was observed; the text is that of the file (ObservationReader.java). */
extern void boundary_request_observed(StringInfo request, CoreOperation operation, const EncodedSettings *asked, StringInfo text);

/* Adds a call that was denied; NULL arguments are not known. */
extern void boundary_add_denied(EncodedSettings *denials, const char *type, const char *role, const char *database, int number, uint64 calls,
								const int64 *arguments);

/* A request to simulate: what is to be in force, who is a member of what (role, group), denials, and what was observed. */
extern void boundary_request_simulation(StringInfo request, const EncodedSettings *settings, const EncodedSettings *members,
										const EncodedSettings *denials, StringInfo observed);

/* A request for a plan; before is the reply that holds the plan in force, with no bytes where there is none. */
extern void boundary_request_plan(StringInfo request, const EncodedSettings *settings, Reply before);

/* No reply has more tables. */
#define MOST_TABLES 10

/* The tables of a reply. It stays where it is. */
typedef struct Tables
{
	const uint8 *bytes;
	CoreStatus	status;
	uint32		count;
	uint32		cells[MOST_TABLES];	/* where those of a table begin */
	uint32		pool;			/* where the texts begin */
	uint32		pool_length;
	const char *failure;		/* of CORE_FAILED: a sentence */
} Tables;

/* The tables of each reply begin with problems, of which a rejected one has some. */
#define PROBLEMS 0
typedef enum ProblemColumn
{
	PROBLEM_SEVERITY, PROBLEM_KIND, PROBLEM_SETTING, PROBLEM_MESSAGE, PROBLEM_DETAIL, PROBLEM_HINT,
	PROBLEM_COLUMNS
} ProblemColumn;

/*
 * Opens a reply that, where it is accepted, has so many tables behind that of problems, with so many columns each. Answers the status,
 * which is CORE_FAILED for what is no such reply. Raises no error and allocates nothing.
 */
extern CoreStatus boundary_open(Reply reply, const int *columns, int count, Tables *tables);

extern int	boundary_rows(const Tables *tables, int table);

/* A cell, which must be one of the table; 0 and "" for any other. */
extern int32 boundary_integer(const Tables *tables, int table, int row, int column);
extern uint64 boundary_wide(const Tables *tables, int table, int row, int column);	/* and the cell behind it, which is the high half */
extern const char *boundary_text(const Tables *tables, int table, int row, int column);

/* Opens the reply to CORE_COMPILE, which has tables of a domain (domain.h). What it was compiled to is in new memory, but for conditions and remedies, which are the reply's. */
extern CoreStatus boundary_read_compiled(Reply reply, CompiledFilter *filter, Tables *tables);

#endif
