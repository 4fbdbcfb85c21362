/*
 * boundary.h: requests to the core and its replies (the layout is described in Boundary.java).
 *
 * Replies come from generated code and, at start, through a pipe: they are read with every bound checked, and a reply that is
 * not exactly as described is an error, never a partial result.
 */
#ifndef PGSECCOMP_BOUNDARY_H
#define PGSECCOMP_BOUNDARY_H

#include "postgres.h"
#include "lib/stringinfo.h"

#include <linux/filter.h>

#include "action.h"
#include "process_types.h"

#define LONGEST_REQUEST (64 * 1024)
#define LONGEST_REPLY (512 * 1024)

/* Numbers for which a reply states the action one by one (ExpectedActions.java). */
#define EXPECTED_NUMBERS 1024

typedef enum CoreOperation
{
	CORE_COMPILE = 1,
	CORE_DESCRIBE,
	CORE_NAMES,
	CORE_VALUE,
	CORE_ROLES,
	CORE_TIGHTENS,
	CORE_PROCESS_TYPES,
	CORE_COMPILE_HANDLED,		/* written by boundary_request in place of CORE_COMPILE */
	CORE_SYSCALLS,
	CORE_RECOMMEND,
	CORE_UNEXERCISED
} CoreOperation;

/* Up to which filter settings are read (Level.java). */
typedef enum FilterLevel
{
	LEVEL_GLOBAL,
	LEVEL_SESSION,
	LEVEL_CLIENT
} FilterLevel;

typedef enum CoreStatus
{
	CORE_ACCEPTED,
	CORE_REJECTED,
	CORE_FAILED
} CoreStatus;

typedef enum RejectionKind
{
	REJECTED_UNKNOWN_SETTING,
	REJECTED_INVALID_VALUE,
	REJECTED_CONFLICT,
	REJECTED_NEEDED_CALL,
	REJECTED_LOOSENS
} RejectionKind;

typedef struct Rejection
{
	RejectionKind kind;
	char	   *setting;
	char	   *message;
	char	   *detail;
	char	   *hint;
} Rejection;

/* What filters do with each call. */
typedef struct ExpectedActions
{
	FilterAction default_action;	/* of numbers from EXPECTED_NUMBERS on */
	FilterAction foreign_action;	/* of other ABIs */
	uint8		of_number[EXPECTED_NUMBERS];
} ExpectedActions;

/* A program, and what it is expected to do. */
typedef struct CompiledFilter
{
	struct sock_filter *instructions;
	int			length;			/* 0: a session that has no filter of its own */
	ExpectedActions own;
	ExpectedActions stack;		/* of all filters up to this one, together */
} CompiledFilter;

typedef struct DescribedRow
{
	char	   *syscall;
	int32		number;
	char	   *filter_action;
	char	   *context;
} DescribedRow;

/* A role with settings of its own, and how the names of these end. */
typedef struct DescribedRole
{
	char	   *name;
	char	   *suffix;
} DescribedRole;

/* Something that a server does, and whether it was seen. */
typedef struct DescribedActivity
{
	char	   *name;
	bool		seen;
	char	   *evidence;
	char	   *how;
} DescribedActivity;

/* Settings as a request has them. Two with the same bytes are the same policy. */
typedef struct EncodedSettings
{
	int			count;
	StringInfoData bytes;
} EncodedSettings;

extern void boundary_begin_settings(EncodedSettings *settings);
extern void boundary_add_setting(EncodedSettings *settings, const char *name, const char *value);
extern void boundary_copy_settings(EncodedSettings *to, const EncodedSettings *from);
extern bool boundary_same_settings(const EncodedSettings *a, const EncodedSettings *b);

/* What each request tells of this server (server_facts.c). The bytes must stay where they are. */
extern void boundary_set_facts(const EncodedSettings *settings);

/* A request; in_force is NULL but for CORE_TIGHTENS. One that is longer than LONGEST_REQUEST will not be answered. */
extern void boundary_request(StringInfo request, CoreOperation operation, FilterLevel level, const EncodedSettings *settings,
							 const EncodedSettings *in_force);

/* Of the settings in a request the one with the longest value, for who has to say why it is too long. */
extern void boundary_longest_setting(const StringInfoData *request, char **name, int *size);

/* A reply, and how it is read. */
typedef struct Reply
{
	const uint8 *bytes;
	int			length;
} Reply;

/*
 * Readers of the replies. Each answers the status; what belongs to it is filled in, for CORE_FAILED *failure.
 */
extern CoreStatus boundary_read_verdict(Reply reply, Rejection *rejection, char **failure);
extern CoreStatus boundary_read_compiled(Reply reply, CompiledFilter *filter, Rejection *rejection, char **failure);
extern CoreStatus boundary_read_rows(Reply reply, DescribedRow **rows, int *count, Rejection *rejection, char **failure);
extern CoreStatus boundary_read_roles(Reply reply, DescribedRole **roles, int *count, Rejection *rejection, char **failure);
extern CoreStatus boundary_read_process_types(Reply reply, ProcessType *types, int *count, Rejection *rejection,
											  char **failure);
extern CoreStatus boundary_read_lines(Reply reply, char ***lines, int *count, Rejection *rejection, char **failure);
extern CoreStatus boundary_read_activities(Reply reply, DescribedActivity **activities, int *count, Rejection *rejection,
										   char **failure);

/* Both names and shown (syscall_names.h) have EXPECTED_NUMBERS places. */
extern CoreStatus boundary_read_syscalls(Reply reply, char **names, uint32 *shown, Rejection *rejection, char **failure);

#endif
