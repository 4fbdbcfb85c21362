/*
 * learn_told.c: what processes tell the recorder of themselves. It may be anything: every program that a server executes can make such a call.
 */
#include "learn/learn_tasks.h"

#include <errno.h>
#include <string.h>

int
tasks_take_names(LearnTask *task, uint64 first, const uint64 *words)
{
	if (first > lengthof(task->told.words) - 1)
		return -EINVAL;
	for (size_t i = 0; i < LEARN_WORDS && first + i < lengthof(task->told.words); i++)
		task->told.words[first + i] = words[i];
	return 0;
}

int
tasks_take_identity(LearnTask *task, uint64 type)
{
	if (type >= OBSERVED_TYPES)
		return -EINVAL;
	for (size_t i = 0; i < lengthof(task->told.name); i++)
		task->told.name[i][NAMEDATALEN - 1] = '\0';
	memset(&task->who, 0, sizeof(task->who));
	task->who.type = (int32) type;
	strlcpy(task->who.program, "postgres", sizeof(task->who.program));
	strlcpy(task->who.role, task->told.name[0], sizeof(task->who.role));
	strlcpy(task->who.database, task->told.name[1], sizeof(task->who.database));
	memset(&task->told, 0, sizeof(task->told));
	task->subject = -1;
	return 0;
}

int
tasks_take_leader(LearnTask *task, uint64 pid)
{
	const LearnTask *leader = pid <= HIGHEST_TID ? tasks_known((int) pid) : NULL;

	if (leader != NULL)
		task->who = leader->who;
	task->who.type = OBSERVED_PARALLEL_WORKER;
	task->subject = -1;
	return 0;
}
