/*
 * call_set.h: sets of calls, told apart by the words that a program can load.
 */
#ifndef PGSECCOMP_CALL_SET_H
#define PGSECCOMP_CALL_SET_H

#include "postgres.h"

/* The words of struct seccomp_data, in their order. */
typedef enum CallWord
{
	WORD_NUMBER, WORD_ARCHITECTURE, WORD_ADDRESS, WORD_ADDRESS_2, WORD_ARGUMENTS,
	CALL_WORDS = WORD_ARGUMENTS + 12
} CallWord;

/*
 * All calls whose words are, each by itself, from the first to the last, both inclusive, with the bits under the mask as the value has them. It
 * has at least one call.
 */
typedef struct CallSet
{
	uint32		first[CALL_WORDS];
	uint32		last[CALL_WORDS];
	uint32		mask[CALL_WORDS];
	uint32		value[CALL_WORDS];
} CallSet;

extern CallSet call_set_all(void);

/* Leaves only those calls whose word is in a range, or has bits as they are to be. False if there are none: then the set is no longer one. */
extern bool call_set_keep_range(CallSet *set, int word, uint32 first, uint32 last);
extern bool call_set_keep_bits(CallSet *set, int word, uint32 mask, uint32 value);

/* The words of an argument; 0 is the first. */
extern int	call_word_low(int argument);
extern int	call_word_high(int argument);

#endif
