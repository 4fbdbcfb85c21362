/*
 * report.c: messages.
 */
#include "report.h"

static int
sqlstate_of(RejectionKind kind)
{
	return kind == REJECTED_UNKNOWN_SETTING ? ERRCODE_UNDEFINED_OBJECT : ERRCODE_INVALID_PARAMETER_VALUE;
}

int
report_place(const WrittenSetting *setting)
{
	if (setting != NULL && setting->file != NULL)
		errcontext("line %d of configuration file \"%s\"", setting->line, setting->file);
	return 0;
}

void
report_rejection(int level, const Rejection *rejection, const WrittenSettings *written)
{
	const WrittenSetting *setting = written == NULL ? NULL : settings_find(written, rejection->setting);

	ereport(level,
			(errcode(sqlstate_of(rejection->kind)),
			 errmsg_internal("%s", rejection->message),
			 rejection->detail[0] != '\0' ? errdetail_internal("%s", rejection->detail) : 0,
			 rejection->hint[0] != '\0' ? errhint("%s", rejection->hint) : 0,
			 report_place(setting)));
}

void
report_failure(int level, const char *detail)
{
	ereport(level,
			(errcode(ERRCODE_INTERNAL_ERROR),
			 errmsg("pgseccomp could not compile its policy"),
			 errdetail_internal("%s", detail),
			 errhint("This is a defect of pgseccomp, not of the policy. " WAY_OUT)));
}
