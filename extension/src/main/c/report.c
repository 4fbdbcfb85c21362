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
report_place(const Setting *setting)
{
	if (setting != NULL && setting->file != NULL)
		errcontext("line %d of configuration file \"%s\"", setting->line, setting->file);
	return 0;
}

void
report_rejection(int level, const Rejection *rejection, const Settings *settings)
{
	const Setting *setting = settings == NULL ? NULL : settings_find(settings, rejection->setting);

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
			 level == FATAL ? errhint("This is a defect of pgseccomp, not of the policy. " WAY_OUT) : 0));
}

void
report_refusal(int level, CoreStatus status, const Rejection *rejection, const char *failure, const Settings *settings)
{
	if (status == CORE_REJECTED)
		report_rejection(level, rejection, settings);
	else
		report_failure(level, failure);
}

char *
report_length(const StringInfoData *request)
{
	char	   *name;
	int			size;

	boundary_longest_setting(request, &name, &size);
	if (size > LONGEST_REQUEST)
		return psprintf("Parameter \"%s\" has %d bytes; the limit for all settings of a policy together is %d.",
						name, size, LONGEST_REQUEST);
	return psprintf("The settings of this policy have %d bytes together; the limit is %d. The longest is \"%s\", with %d bytes.",
					request->len, LONGEST_REQUEST, name == NULL ? "" : name, Max(size, 0));
}

bool
report_if_too_long(int level, const StringInfoData *request)
{
	if (request->len <= LONGEST_REQUEST)
		return false;
	ereport(level,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("the settings of pgseccomp are too long"),
			 errdetail_internal("%s", report_length(request))));
	return true;
}
