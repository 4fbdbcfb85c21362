/*
 * answer.c: answers requests with the core in native code, for the comparison with the core on a JVM.
 *
 * Says the size of the heap first. For each request: the length of the reply or -1, how many bytes the call allocated, the
 * reply. With --strict it goes into SECCOMP_MODE_STRICT once the runtime has started: from then on the kernel kills it for
 * every system call but read(2), write(2) and exit(2). With --disposable it says that it is a process which ends with its calls.
 */
#include <string.h>
#include <sys/prctl.h>
#include <linux/seccomp.h>

#include "frames.h"
#include "runtime.h"

static bool
is_asked(int argc, char **argv, const char *option)
{
	bool		asked = false;

	for (int i = 1; i < argc; i++)
		asked = asked || strcmp(argv[i], option) == 0;
	return asked;
}

int
main(int argc, char **argv)
{
	static uint8_t reply[LONGEST_REPLY];
	static const uint8_t empty[1];
	const uint8_t *request;
	int32_t		length;

	if (is_asked(argc, argv, "--disposable"))
		java_runtime_in_disposable_process(0);
	runtime_start();
	frames_write_integer(runtime_heap_size());
	if (is_asked(argc, argv, "--strict") && prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT) != 0)
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
