/*
 * no_library_code.c: library_code.h outside of a server: programs cannot be told apart, and nothing is left to a handler.
 */
#include "c/library_code.h"

const LibraryCode *
library_code(void)
{
	static const LibraryCode none;

	return &none;
}
