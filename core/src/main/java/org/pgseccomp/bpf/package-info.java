/**
 * Classic BPF as seccomp runs it: {@link org.pgseccomp.bpf.FilterCompiler} makes a {@link org.pgseccomp.bpf.Program} of a
 * filter, {@link org.pgseccomp.bpf.Interpreter} runs it as the kernel would, {@link org.pgseccomp.bpf.ProgramChecker} says
 * whether the kernel would take it, and {@link org.pgseccomp.bpf.Program#toString()} shows it.
 */
package org.pgseccomp.bpf;
