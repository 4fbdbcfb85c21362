package org.pgseccomp.syscall;

import java.util.List;

/** What arguments the system calls of an architecture have. */
public final class Signatures {
    private final String suffix;
    private final SignatureTable common;
    private final SignatureTable differing;

    Signatures(Architecture architecture) {
        suffix = "@" + architecture.displayName();
        common = SignatureTable.parse(SignatureTexts.COMMON);
        differing = SignatureTable.parse(SignatureTexts.DIFFERING);
    }

    /**
     * The parameters of a system call, in their order.
     *
     * @return null if they are not known: the kernel has no such call any more, or never had
     */
    public List<Parameter> of(Syscall syscall) {
        List<Parameter> own = differing.of(syscall.name() + suffix);
        return own != null ? own : common.of(syscall.name());
    }
}
