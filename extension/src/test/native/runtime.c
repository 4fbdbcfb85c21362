/*
 * runtime.c: see runtime.h. Measuring goes in between the wrapper and the entry point, whose pointer the wrapper keeps.
 */
#include "c/bridge/java_runtime.c"

#include "runtime.h"

static EntryPoint real_entry_point;
static int32_t allocated;
static int32_t free_at_start;
static bool in_call;

static int32_t
measured_entry_point(void *request, int32_t length, void *reply, int32_t capacity)
{
	int32_t		before;
	int32_t		result;

	while (free_at_start > 0 && sfld_otr_GC_freeMemory > free_at_start + 64)
	{
		int32_t		rest = sfld_otr_GC_freeMemory - free_at_start - 64;

		(void) meth_otr_Allocator_allocateArray((TeaVM_Class *) &Arr_B_Cls, rest < 4096 ? rest : 4096);
	}
	allocated = -1;
	before = sfld_otr_GC_freeMemory;
	in_call = true;
	result = real_entry_point(request, length, reply, capacity);
	in_call = false;
	allocated = before - sfld_otr_GC_freeMemory;
	return result;
}

void
runtime_start(void)
{
	uint8_t		reply[64] = {0};

	(void) java_runtime_call(reply, 0, reply, sizeof(reply));
	if (state != RUNTIME_READY)
		_exit(4);
	real_entry_point = entry_point;
	entry_point = measured_entry_point;
}

int32_t
runtime_heap_size(void)
{
	return (int32_t) teavm_gc_availableBytes;
}

int32_t
runtime_allocated(void)
{
	int32_t		last = allocated;

	/* A call that is refused before it begins allocates nothing. */
	allocated = 0;
	return last;
}

void
runtime_leave_free(int32_t bytes)
{
	free_at_start = bytes;
}

bool
runtime_in_call(void)
{
	return in_call;
}

void
runtime_stop(void)
{
	in_call = false;
	stop_call();
}
