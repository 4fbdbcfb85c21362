/*
 * report.c: messages.
 */
#include "start/report.h"

static int
sqlstate_of(ProblemKind kind)
{
	switch (kind)
	{
		case PROBLEM_UNKNOWN_SETTING:
			return ERRCODE_UNDEFINED_OBJECT;
		case PROBLEM_UNSUPPORTED:
			return ERRCODE_FEATURE_NOT_SUPPORTED;
		case PROBLEM_HARMFUL:
		case PROBLEM_DOUBTFUL:
		case PROBLEM_NO_EFFECT:
			return ERRCODE_WARNING;
		default:
			return ERRCODE_INVALID_PARAMETER_VALUE;
	}
}

int
report_level_beside(int level)
{
	return level == FATAL ? LOG : level == ERROR ? WARNING : level;
}

static void
report_problem(const Tables *tables, int row, int level, const Settings *settings)
{
	const char *name = boundary_text(tables, PROBLEMS, row, PROBLEM_SETTING);
	const char *detail = boundary_text(tables, PROBLEMS, row, PROBLEM_DETAIL);
	const char *hint = boundary_text(tables, PROBLEMS, row, PROBLEM_HINT);
	const Setting *setting = settings == NULL ? NULL : settings_find(settings, name);

	ereport(level,
			(errcode(sqlstate_of((ProblemKind) boundary_integer(tables, PROBLEMS, row, PROBLEM_KIND))),
			 errmsg_internal("%s", boundary_text(tables, PROBLEMS, row, PROBLEM_MESSAGE)),
			 detail[0] != '\0' ? errdetail_internal("%s", detail) : 0,
			 hint[0] != '\0' ? errhint("%s", hint) : 0,
			 settings_place(setting)));
}

typedef bool (*ProblemChoice) (const Tables *tables, int row);

static bool
is_error(const Tables *tables, int row)
{
	return boundary_integer(tables, PROBLEMS, row, PROBLEM_SEVERITY) == SEVERITY_ERROR;
}

static bool
is_unknown_name(const Tables *tables, int row)
{
	return boundary_integer(tables, PROBLEMS, row, PROBLEM_KIND) == PROBLEM_UNKNOWN_SETTING;
}

/* Reports what is chosen, the first one last, as it may raise an error. False if there is none. */
static bool
report_chosen(const Tables *tables, ProblemChoice choose, int level, const Settings *settings)
{
	int			first = -1;

	for (int row = boundary_rows(tables, PROBLEMS) - 1; row >= 0; row--)
	{
		if (!choose(tables, row))
			continue;
		if (first >= 0)
			report_problem(tables, first, report_level_beside(level), settings);
		first = row;
	}
	if (first >= 0)
		report_problem(tables, first, level, settings);
	return first >= 0;
}

static bool
has_room(const Tables *tables, int row, int *room)
{
	if (room == NULL || boundary_integer(tables, PROBLEMS, row, PROBLEM_KIND) != PROBLEM_DOUBTFUL)
		return true;
	*room -= 1;
	return *room >= 0;
}

void
report_problems(const Tables *tables, int level, int warning, int remark, const Settings *settings, int *room)
{
	if (tables->status == CORE_FAILED)
	{
		report_failure(level, tables->failure);
		return;
	}
	if (report_chosen(tables, is_error, level, settings))
		return;
	for (int row = 0; row < boundary_rows(tables, PROBLEMS); row++)
	{
		bool		is_remark = boundary_integer(tables, PROBLEMS, row, PROBLEM_SEVERITY) == SEVERITY_REMARK;

		if (has_room(tables, row, room))
			report_problem(tables, row, is_remark ? remark : warning, settings);
	}
}

void
report_rest(int level, int room)
{
	if (room < 0)
		ereport(level,
				(errcode(ERRCODE_WARNING),
				 errmsg_plural("pgseccomp: there is %d more warning of this kind",
							   "pgseccomp: there are %d more warnings of this kind",
							   (unsigned long) -room, -room),
				 errhint("\"pgseccomp check\" shows all of them.")));
}

void
report_unknown_names(const Tables *tables, int level, const Settings *settings)
{
	(void) report_chosen(tables, is_unknown_name, level, settings);
}

void
report_failure(int level, const char *detail)
{
	ereport(level,
			(errcode(ERRCODE_INTERNAL_ERROR),
			 errmsg("pgseccomp could not compile its policy"),
			 errdetail_internal("%s", detail),
			 level == FATAL ? errhint("This is a defect of pgseccomp, not of the policy. " WAY_OUT) : 0));
}
