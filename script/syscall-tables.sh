# What script/syscalls and script/signatures share: where the tables of system calls are. Sourced, not run.

folder=core/src/main/java/org/pgseccomp/syscall

# architecture:class
classes='x86_64:X8664Syscalls aarch64:Aarch64Syscalls riscv64:Riscv64Syscalls ppc64le:Ppc64leSyscalls s390x:S390xSyscalls'
