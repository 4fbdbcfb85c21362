/*
 * programs.h: programs from files of struct sock_filter, for the programs of this folder that load them.
 */
#ifndef PGSECCOMP_BENCH_PROGRAMS_H
#define PGSECCOMP_BENCH_PROGRAMS_H

#include <linux/filter.h>
#include <stdio.h>

/* The most instructions of a program (BPF_MAXINSNS). */
#define LONGEST_PROGRAM 4096

/* Reads a program to where there is room for the longest; answers whether the file is there. */
static inline int
read_program(const char *path, struct sock_filter *instructions, struct sock_fprog *program)
{
	FILE	   *file = fopen(path, "rb");

	if (file == NULL)
		return 0;
	program->filter = instructions;
	program->len = (unsigned short) fread(instructions, sizeof(struct sock_filter), LONGEST_PROGRAM, file);
	fclose(file);
	return 1;
}

#endif
