/*
 * report.c: messages.
 */
#include "start/report.h"

#include <string.h>

#include "common/hashfn.h"

static Listener *listener = NULL;

void
report_to(Listener *to)
{
	listener = to;
}

bool
report_is_listened_to(void)
{
	return listener != NULL;
}

bool
report_tell(const Told *told)
{
	if (listener != NULL)
		listener->told(listener, told);
	return listener != NULL;
}

Report
report_begin(int room)
{
	HASHCTL		control = {.keysize = sizeof(uint64), .entrysize = sizeof(uint64), .hcxt = CurrentMemoryContext};

	return (Report) {.said = hash_create("pgseccomp report", 64, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT), .room = room};
}

bool
report_has_said(const Report *report, const Told *told)
{
	char	   *whole = psprintf("%s\n%s\n%s\n%s\n%s", told->severity, told->setting, told->message, told->detail, told->hint);
	uint64		key = DatumGetUInt64(hash_any_extended((const unsigned char *) whole, (int) strlen(whole), 0));
	bool		found;

	(void) hash_search(report->said, &key, HASH_ENTER, &found);
	pfree(whole);
	return found;
}

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

static Told
problem_in(const Tables *tables, int row)
{
	int			severity = boundary_integer(tables, PROBLEMS, row, PROBLEM_SEVERITY);

	return (Told) {
		severity == SEVERITY_ERROR ? "error" : severity == SEVERITY_WARNING ? "warning" : "remark",
		boundary_text(tables, PROBLEMS, row, PROBLEM_SETTING), boundary_text(tables, PROBLEMS, row, PROBLEM_MESSAGE),
		boundary_text(tables, PROBLEMS, row, PROBLEM_DETAIL), boundary_text(tables, PROBLEMS, row, PROBLEM_HINT)
	};
}

static void
report_problem(const Tables *tables, int row, int level, const Settings *settings)
{
	Told		told = problem_in(tables, row);
	const Setting *setting = settings == NULL ? NULL : settings_find(settings, told.setting);

	if (report_tell(&told))
		return;
	ereport(level,
			(errcode(sqlstate_of((ProblemKind) boundary_integer(tables, PROBLEMS, row, PROBLEM_KIND))),
			 errmsg_internal("%s", told.message),
			 told.detail[0] != '\0' ? errdetail_internal("%s", told.detail) : 0,
			 told.hint[0] != '\0' ? errhint("%s", told.hint) : 0,
			 settings_place(setting)));
}

/* A listener sees to it itself. */
static bool
was_said(const Tables *tables, int row, const Report *report)
{
	Told		told = problem_in(tables, row);

	return report != NULL && listener == NULL && report_has_said(report, &told);
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

/* The first row that is chosen, below 0 if there is none. */
static int
first_of(const Tables *tables, ProblemChoice choose)
{
	for (int row = 0; row < boundary_rows(tables, PROBLEMS); row++)
	{
		if (choose(tables, row))
			return row;
	}
	return -1;
}

/* Reports what is chosen, the first one last, as it may raise an error. False if there is none. */
static bool
report_chosen(const Tables *tables, ProblemChoice choose, int level, const Settings *settings, const Report *report)
{
	int			first = first_of(tables, choose);

	if (first < 0)
		return false;
	for (int row = boundary_rows(tables, PROBLEMS) - 1; row > first; row--)
	{
		if (choose(tables, row) && !was_said(tables, row, report))
			report_problem(tables, row, report_level_beside(level), settings);
	}
	if ((report != NULL && report->is_last) || !was_said(tables, first, report))
		report_problem(tables, first, level, settings);
	return true;
}

void
report_will_raise(const Report *report, const Tables *tables)
{
	int			first = tables->status == CORE_FAILED ? -1 : first_of(tables, is_error);

	if (first >= 0)
		(void) was_said(tables, first, report);
}

static bool
has_room(const Tables *tables, int row, Report *report)
{
	if (report == NULL || listener != NULL || boundary_integer(tables, PROBLEMS, row, PROBLEM_KIND) != PROBLEM_DOUBTFUL)
		return true;
	report->room -= 1;
	return report->room >= 0;
}

void
report_problems(const Tables *tables, int level, int warning, int remark, const Settings *settings, Report *report)
{
	if (tables->status == CORE_FAILED)
	{
		report_failure(level, tables->failure);
		return;
	}
	if (report_chosen(tables, is_error, level, settings, report) && listener == NULL)
		return;
	for (int row = 0; row < boundary_rows(tables, PROBLEMS); row++)
	{
		bool		is_remark = boundary_integer(tables, PROBLEMS, row, PROBLEM_SEVERITY) == SEVERITY_REMARK;

		if (!is_error(tables, row) && !was_said(tables, row, report) && has_room(tables, row, report))
			report_problem(tables, row, is_remark ? remark : warning, settings);
	}
}

void
report_rest(int level, const Report *report)
{
	if (report->room < 0)
		ereport(level,
				(errcode(ERRCODE_WARNING),
				 errmsg_plural("pgseccomp: there is %d more warning of this kind",
							   "pgseccomp: there are %d more warnings of this kind",
							   (unsigned long) -report->room, -report->room),
				 errhint("\"pgseccomp check\" shows all of them.")));
}

void
report_missing_path(int level, const char *path, const char *element, int others, const Report *report)
{
	static const char hint[] = "A session that begins before there is such a file cannot use it, even if it is made later.";
	Told		told = {"warning", "", psprintf("path \"%s\" does not exist", path), pstrdup(element), hint};

	if (report_tell(&told) || report_has_said(report, &told))
		return;
	ereport(level,
			(errcode(ERRCODE_WARNING),
			 others == 0 ? errmsg("pgseccomp: path \"%s\" does not exist", path) :
			 errmsg("pgseccomp: path \"%s\" and %d more in its list do not exist", path, others),
			 errdetail_internal("%s", element),
			 errhint("%s", hint)));
}

void
report_unknown_names(const Tables *tables, int level, const Settings *settings)
{
	(void) report_chosen(tables, is_unknown_name, level, settings, NULL);
}

void
report_failure(int level, const char *detail)
{
	ereport(listener != NULL ? ERROR : level,
			(errcode(ERRCODE_INTERNAL_ERROR),
			 errmsg("pgseccomp could not compile its policy"),
			 errdetail_internal("%s", detail),
			 level == FATAL ? errhint("This is a defect of pgseccomp, not of the policy. " WAY_OUT) : 0));
}
