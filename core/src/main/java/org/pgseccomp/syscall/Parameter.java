package org.pgseccomp.syscall;

import java.util.List;

/**
 * A parameter of a system call.
 *
 * @param names what it is called, without duplicates: in the man pages of Debian 12, in those of 13, in the kernel. The first one is the
 *     canonical one
 * @param kind what its register holds
 * @param isOptional whether callers leave it out where they do not need it: the register then holds what was in it before
 */
public record Parameter(List<String> names, ParameterKind kind, boolean isOptional) {
    public Parameter {
        names = List.copyOf(names);
    }

    Parameter(String name, ParameterKind kind, boolean isOptional) {
        this(List.of(name), kind, isOptional);
    }

    /** The canonical name: that of the man page, or the kernel's where there is no man page. */
    public String name() {
        return names.get(0);
    }

    /** How many bits of the register, from the lowest one, the kernel looks at: 16, 32 or 64. */
    public int bits() {
        return kind.bits();
    }

    /** Whether the kernel takes these bits for a number that can be negative. */
    public boolean isSigned() {
        return kind.isSigned();
    }

    /** Whether it always points to memory, which seccomp does not see: all that can be asked of it is whether it is 0. */
    public boolean isPointer() {
        return kind == ParameterKind.POINTER;
    }

    /** Whether its value can be shown to whoever may not know where things lie in the memory of the process. */
    public boolean isShown() {
        return !kind.tellsAddresses() && !isOptional;
    }
}
