/*
 * no_library_code.c: libc_range.h outside of a server: programs cannot be told apart, and nothing is left to a handler.
 */
#include "c/kernel/gate.h"
#include "c/verify/libc_range.h"

const LibraryCode *
libc_range(void)
{
	static const LibraryCode none;

	return &none;
}

uint64
gate_address(void)
{
	return 0;
}
