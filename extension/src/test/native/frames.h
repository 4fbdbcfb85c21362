/*
 * frames.h: requests on standard input, replies on standard output, in frames that begin with their length (32 bits,
 * little-endian). Buffers are static and only read(2) and write(2) are called, so that it works under SECCOMP_MODE_STRICT.
 */
#ifndef PGSECCOMP_NATIVE_FRAMES_H
#define PGSECCOMP_NATIVE_FRAMES_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The longest frame that is read: more than a request may have, so that too long ones are asked as well. LONGEST_FRAME of
 * NativeProgram.java is the same.
 */
#define LONGEST_FRAME (8 * 1024 * 1024)

/* The next request, or NULL at the end of the input. It is valid until the next one is read. */
extern const uint8_t *frames_read(int32_t *length);

extern void frames_write_integer(int32_t value);
extern void frames_write(const uint8_t *bytes, int32_t length);

/* Sends what was written. frames_read does it before it waits for input. */
extern void frames_flush(void);

/* Ends the program; exit(2) is allowed under SECCOMP_MODE_STRICT, exit_group(2) is not. */
extern __attribute__((noreturn)) void frames_end(int status);

#endif
