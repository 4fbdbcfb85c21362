/*
 * learn_tasks.h: who makes a call. For the recorder only.
 */
#ifndef PGSECCOMP_LEARN_TASKS_H
#define PGSECCOMP_LEARN_TASKS_H

#include "learn.h"

/* The task of a thread id; found out about if it is new. Never NULL. */
extern LearnTask *tasks_of(int tid);

/* Its subject: who it is and what it executes by now; -1 where there is no room. */
extern int	tasks_subject(LearnTask *task);

/* Forgets those that have ended, before an id can be given to another one. Answers how many are left. */
extern int	tasks_sweep(void);

/* Has all subjects looked up again. */
extern void tasks_forget_subjects(void);

#endif
