/*
 * observed_names.h: names in the file of what was observed.
 */
#ifndef PGSECCOMP_OBSERVED_NAMES_H
#define PGSECCOMP_OBSERVED_NAMES_H

/* As one word. The text takes at most three times the size of the name, ends included. */
extern void observed_name_escape(char *out, const char *name);

/* Back. False if it is no name that was written so, or longer than the size allows. */
extern bool observed_name_unescape(char *out, int size, const char *text);

#endif
