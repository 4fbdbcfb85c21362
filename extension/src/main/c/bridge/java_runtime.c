/*
 * java_runtime.c: the generated C and its runtime, as one unit, kept from doing to its host what it would do to a program
 * of its own.
 *
 * The stock runtime sets the locale, blocks a signal, installs a handler, makes a timer and seeds rand(); it ends the process
 * when something goes wrong, writes to stderr, and collects garbage in the middle of a call, where its young generation
 * collector is known to corrupt the heap. Below, the C library's headers come first, then macros take those functions' names
 * away from the generated code:
 *
 * - What touches the process as a whole does nothing.
 * - What would end it, and every failure to get memory, jumps back to the call (stop_call).
 * - A collection that starts inside a call is such a failure as well (pgseccomp_collection_starts, which the build inserts
 *   into the generated collector). Between calls a full collection leaves an empty heap for the next one.
 *
 * A process that ends with its calls is spared what only later calls would need (java_runtime_in_disposable_process).
 *
 * Java code never calls PostgreSQL, so no longjmp of PostgreSQL's crosses a Java frame.
 */
#include "bridge/java_runtime.h"

#include <ctype.h>
#include <errno.h>
#include <float.h>
#include <inttypes.h>
#include <limits.h>
#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <uchar.h>
#include <unistd.h>
#include <wchar.h>
#include <wctype.h>

#include "kernel/fault.h"

typedef int32_t (*EntryPoint) (void *request, int32_t length, void *reply, int32_t capacity);

/* The heap and some pages for each part of what is beside it. */
#define HEAP_SIZE (48 * 1024 * 1024)
#define ARENA_SIZE (HEAP_SIZE + 4 * 1024 * 1024)

/*
 * What the core allocates for each byte of a request at most (script/native measures it), and twice as much. Address space, which
 * becomes memory where it is used.
 */
#define HEAP_FOR_A_BYTE 512
#define LARGEST_HEAP (1024 * 1024 * 1024)

/*
 * How much garbage a disposable process keeps before it collects: a collection after each call takes longer than the fresh pages
 * that it saves, and one after a hundred calls takes less than theirs. A call finds more than half of the heap, which none needs.
 */
#define MOST_GARBAGE (1024 * 1024)

typedef enum RuntimeState
{
	RUNTIME_COLD,				/* not started */
	RUNTIME_READY,
	RUNTIME_BROKEN				/* could not start, or could not clean up */
} RuntimeState;

static RuntimeState state = RUNTIME_COLD;
static bool disposable = false;
static int32_t longest_request = LONGEST_REQUEST;
static EntryPoint entry_point;
static jmp_buf outermost;
static volatile bool java_frames_live;

static __attribute__((noreturn)) void
stop_call(void)
{
	longjmp(outermost, 1);
}

/* Called by the generated main(), by a line that the build changes. */
static int64_t
pgseccomp_java_heap_size(void)
{
	int64_t		wanted = (int64_t) longest_request * HEAP_FOR_A_BYTE;

	if (wanted <= HEAP_SIZE)
		return HEAP_SIZE;
	/* Whole regions. */
	return wanted >= LARGEST_HEAP ? LARGEST_HEAP : (wanted | 0xfffff) + 1;
}

/*
 * The heap and what the runtime keeps beside it are part of the library, pages that nothing takes until they are used. So the
 * start of the runtime makes no system call, and works in a session whose filters deny mmap and mprotect.
 */
static uint8_t arena[ARENA_SIZE] __attribute__((aligned(4096)));
static size_t arena_used = 0;

static void *
take_from_arena(void *address, size_t length, int protection, int flags, int fd, off_t offset)
{
	size_t		whole = (length + 4095) & ~(size_t) 4095;
	uint8_t    *memory = arena + arena_used;

	(void) address;
	(void) protection;
	(void) flags;
	(void) fd;
	(void) offset;
	if (whole < length)
		stop_call();
	if (longest_request > LONGEST_REQUEST)
	{
		memory = (mmap) (NULL, whole, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		if (memory == MAP_FAILED)
			stop_call();
		return memory;
	}
	if (whole > ARENA_SIZE - arena_used)
		stop_call();
	arena_used += whole;
	return memory;
}

/* Every page of the arena can be read and written all the time. */
static int
protect_nothing(void *address, size_t length, int protection)
{
	(void) address;
	(void) length;
	(void) protection;
	return 0;
}

static void *
allocate_or_stop(size_t size)
{
	void	   *memory = malloc(size);

	if (memory == NULL)
		stop_call();
	return memory;
}

/* Called by the generated collector, by a line that the build inserts. */
static void
pgseccomp_collection_starts(void)
{
	if (java_frames_live)
		stop_call();
}

/* Called by the generated main(), see EntryPoint.java. */
static void
pgseccomp_java_register(void *function)
{
	entry_point = (EntryPoint) function;
}

/* Called by the generated main(), see EntryPoint.java. */
static int32_t
pgseccomp_java_is_disposable(void)
{
	return disposable;
}

#define setlocale(category, locale) ((char *) NULL)
#define sigaction(signal, new, old) 0
#define sigprocmask(how, new, old) 0
#define sigwaitinfo(set, info) (stop_call(), 0)
#define timer_create(clock, event, timer) 0
#define timer_settime(timer, flags, new, old) (stop_call(), 0)
#define srand(seed) ((void) (seed))
#define raise(signal) (stop_call(), 0)
#define abort() stop_call()
#define exit(status) stop_call()
#define mmap(a, l, p, f, d, o) take_from_arena(a, l, p, f, d, o)
#define mprotect(a, l, p) protect_nothing(a, l, p)
#define malloc(size) allocate_or_stop(size)
#define TEAVM_CUSTOM_LOG 1

#include "../../generated/all.c"

#undef mmap
#undef mprotect
#undef malloc

/* What the runtime has to say goes nowhere: the process may have no stderr, and the adapter reports the failure. */
void
teavm_printString(char16_t *text)
{
	(void) text;
}

void
teavm_printWString(wchar_t *text)
{
	(void) text;
}

void
teavm_printInt(int32_t number)
{
	(void) number;
}

void
teavm_logCodePoint(int32_t c)
{
	(void) c;
}

/* Forgets the frames and the exception of a call that was stopped. */
static void
forget_frames(void)
{
	teavm_stackTop = NULL;
	(void) teavm_catchException();
	java_frames_live = false;
}

/* Leaves nothing behind. A runtime that cannot do that is not used again. */
static void
collect(void)
{
	state = RUNTIME_BROKEN;
	if (setjmp(outermost) == 0)
	{
		teavm_gc_collectFull();
		state = RUNTIME_READY;
	}
}

static void
start(void)
{
	static char program_name[] = "pgseccomp";
	static char *arguments[] = {program_name, NULL};

	state = RUNTIME_BROKEN;
	if (setjmp(outermost) == 0)
	{
		java_frames_live = true;
		(void) pgseccomp_java_main(1, arguments);
		java_frames_live = false;
		if (entry_point != NULL)
			state = RUNTIME_READY;
	}
	forget_frames();
	if (state == RUNTIME_READY && !disposable)
		collect();
}

/* Whether the heap of a started runtime was left behind for a larger one. */
static bool has_new_heap = false;

/*
 * A session's child inherits a runtime that has started, with the usual heap. What lies there stays where it is, and is only read; what
 * is new goes to another heap, which is never collected: its objects are known from roots that the collector would not find in it.
 */
static void
take_larger_heap(void)
{
	state = RUNTIME_BROKEN;
	if (setjmp(outermost) == 0)
	{
		teavm_initHeap(pgseccomp_java_heap_size(), pgseccomp_java_heap_size());
		meth_otr_GC__clinit_();
		has_new_heap = true;
		state = RUNTIME_READY;
	}
}

#ifdef PGSECCOMP_FAULTS
/*
 * Every second call of a process meets the fault that PGSECCOMP_FAULT names, so that tests see the calls before and after it.
 */
static void
meet_fault(void)
{
	static unsigned calls = 0;

	calls++;
	if (calls % 2 != 0)
		return;
	if (fault_injected("call-exhausts-memory"))
	{
		while (sfld_otr_GC_freeMemory > 8192)
			(void) meth_otr_Allocator_allocateArray((TeaVM_Class *) &Arr_B_Cls, 1024);
	}
	if (fault_injected("call-aborts"))
		abort();
	if (fault_injected("call-throws"))
		teavm_throwNullPointerException();
}
#else
#define meet_fault() ((void) 0)
#endif

void
java_runtime_in_disposable_process(int32_t longest)
{
	disposable = true;
	if (longest > longest_request)
		longest_request = longest;
}

int32_t
java_runtime_call(const uint8_t *request, int32_t length, uint8_t *reply, int32_t capacity)
{
	volatile int32_t result = -1;
	volatile bool stopped = true;

	if (length > longest_request)
		return -1;
	if (state == RUNTIME_COLD)
		start();
	else if (state == RUNTIME_READY && pgseccomp_java_heap_size() > teavm_gc_availableBytes)
		take_larger_heap();
	if (state != RUNTIME_READY)
		return -1;

	if (setjmp(outermost) == 0)
	{
		java_frames_live = true;
		meet_fault();
		result = entry_point((void *) request, length, reply, capacity);
		stopped = false;
	}
	forget_frames();
	if (disposable && stopped)
		state = RUNTIME_BROKEN;
	else if (!has_new_heap && (!disposable || teavm_gc_availableBytes - sfld_otr_GC_freeMemory > MOST_GARBAGE))
		collect();
	return result;
}
