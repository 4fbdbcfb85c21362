/*
 * answer.c: answers requests with the core in native code, for the comparison with the core on a JVM.
 *
 * Says the size of the heap first. For each request: the length of the reply or -1, how many bytes the call allocated, the
 * reply. With --strict it goes into SECCOMP_MODE_STRICT once the runtime has started: from then on the kernel kills it for
 * every system call but read(2), write(2) and exit(2).
 */
#include <string.h>
#include <sys/prctl.h>
#include <linux/seccomp.h>

#include "frames.h"
#include "runtime.h"

int
main(int argc, char **argv)
{
	static uint8_t reply[LONGEST_REPLY];
	static const uint8_t empty[1];
	const uint8_t *request;
	int32_t		length;

	runtime_start();
	frames_write_integer(runtime_heap_size());
	if (argc > 1 && strcmp(argv[1], "--strict") == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT) != 0)
		frames_end(3);
	while ((request = frames_read(&length)) != NULL)
	{
		int32_t		answered = java_runtime_call(length > 0 ? request : empty, length, reply, LONGEST_REPLY);

		frames_write_integer(answered);
		frames_write_integer(runtime_allocated());
		if (answered > 0)
			frames_write(reply, answered);
	}
	frames_flush();
	frames_end(0);
}
