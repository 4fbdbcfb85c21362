/*
 * gate.c: a system call from an address that is known. A C compiler may copy an instruction; so it is written in assembler.
 */
#include "kernel/gate.h"

extern int64 pgseccomp_gate(const uint64 *arguments, int64 number) __attribute__((visibility("hidden")));
extern const char pgseccomp_behind_gate[] __attribute__((visibility("hidden")));

#define BEGIN \
	".pushsection .text\n" \
	".hidden pgseccomp_gate\n" \
	".globl pgseccomp_gate\n" \
	".type pgseccomp_gate, %function\n" \
	"pgseccomp_gate:\n" \
	".cfi_startproc\n"

#define END \
	".hidden pgseccomp_behind_gate\n" \
	".globl pgseccomp_behind_gate\n" \
	"pgseccomp_behind_gate:\n" \
	"ret\n" \
	".cfi_endproc\n" \
	".size pgseccomp_gate, . - pgseccomp_gate\n" \
	".popsection\n"

#if defined(__x86_64__)
__asm__(BEGIN
		"movq %rsi, %rax\n"
		"movq 40(%rdi), %r9\n"
		"movq 32(%rdi), %r8\n"
		"movq 24(%rdi), %r10\n"
		"movq 16(%rdi), %rdx\n"
		"movq 8(%rdi), %rsi\n"
		"movq (%rdi), %rdi\n"
		"syscall\n"
		END);
#elif defined(__aarch64__)
__asm__(BEGIN
		"mov x8, x1\n"
		"ldp x4, x5, [x0, #32]\n"
		"ldp x2, x3, [x0, #16]\n"
		"ldp x0, x1, [x0]\n"
		"svc #0\n"
		END);
#else
#error "the handler of denied system calls does not know how this architecture makes a call; it knows x86_64 and aarch64"
#endif

uint64
gate_address(void)
{
	return (uint64) (uintptr_t) pgseccomp_behind_gate;
}

int64
gate_call(int number, const uint64 *arguments)
{
	return pgseccomp_gate(arguments, number);
}
