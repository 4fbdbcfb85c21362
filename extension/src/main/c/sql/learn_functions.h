/*
 * learn_functions.h: what was observed, for others.
 */
#ifndef PGSECCOMP_LEARN_FUNCTIONS_H
#define PGSECCOMP_LEARN_FUNCTIONS_H

#include "postgres.h"
#include "lib/stringinfo.h"

#include "bridge/boundary.h"

/* What was observed up to now, as text. ERROR if the file cannot be read. */
extern void learn_functions_text(StringInfo text);

/* Has the core answer, so that a server which learns does not record it. ERROR if there is no answer. */
extern void learn_functions_ask(CoreCall *call);

/* The same of what may take more memory than a session has for the core: in a process of its own, and here only where filters deny that. */
extern void learn_functions_ask_large(CoreCall *call);

#endif
