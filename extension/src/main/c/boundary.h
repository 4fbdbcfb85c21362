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

#define LONGEST_REQUEST (64 * 1024)
#define LONGEST_REPLY (512 * 1024)

/* Numbers for which a reply states the action one by one (ExpectedActions.java). */
#define EXPECTED_NUMBERS 1024

typedef enum CoreOperation
{
	CORE_COMPILE = 1,
	CORE_DESCRIBE = 2
} CoreOperation;

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
	REJECTED_CONFLICT
} RejectionKind;

typedef struct Rejection
{
	RejectionKind kind;
	char	   *setting;
	char	   *message;
	char	   *detail;
	char	   *hint;
} Rejection;

/* A program, and what it is expected to do. */
typedef struct CompiledFilter
{
	struct sock_filter *instructions;
	int			length;
	FilterAction default_action;	/* of numbers from EXPECTED_NUMBERS on */
	FilterAction foreign_action;	/* of other ABIs */
	uint8		expected[EXPECTED_NUMBERS];
} CompiledFilter;

typedef struct DescribedRow
{
	char	   *syscall;
	int32		number;
	char	   *filter_action;
	char	   *context;
} DescribedRow;

extern void boundary_begin_request(StringInfo request, CoreOperation operation, int settings);
extern void boundary_add_setting(StringInfo request, const char *name, const char *value);

/*
 * Readers of the replies. Each answers the status; what belongs to it is filled in, for CORE_FAILED *failure.
 */
extern CoreStatus boundary_read_compiled(const uint8 *reply, int length, CompiledFilter *filter, Rejection *rejection,
										 char **failure);
extern CoreStatus boundary_read_rows(const uint8 *reply, int length, DescribedRow **rows, int *count, Rejection *rejection,
									 char **failure);

#endif
