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

    public int bits() {
        return switch (kind) {
            case INT, UNSIGNED_INT -> 32;
            case UNSIGNED_SHORT -> 16;
            default -> 64;
        };
    }

    public boolean isSigned() {
        return kind == ParameterKind.INT || kind == ParameterKind.LONG;
    }

    public boolean isPointer() {
        return kind == ParameterKind.POINTER;
    }
}
