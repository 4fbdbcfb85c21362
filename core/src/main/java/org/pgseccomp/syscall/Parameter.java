package org.pgseccomp.syscall;

/**
 * A parameter of a system call.
 *
 * @param name the kernel's
 * @param kind what its register holds
 * @param isOptional whether callers leave it out where they do not need it: the register then holds what was in it before
 */
public record Parameter(String name, ParameterKind kind, boolean isOptional) {
    /** Whether its value can be shown to whoever may not know where things lie in the memory of the process. */
    public boolean isShown() {
        return !kind.tellsAddresses() && !isOptional;
    }
}
