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

    public int indexOf(Syscall syscall, String name) {
        List<Parameter> parameters = of(syscall);
        for (int i = 0; parameters != null && i < parameters.size(); i++) {
            if (parameters.get(i).name().equalsIgnoreCase(name)
                    || nameOf(syscall, i).equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    public String nameOf(Syscall syscall, int index) {
        String name = of(syscall).get(index).name();
        return name.equals("family") ? "domain" : name.equals("clone_flags") ? "flags" : name;
    }

    public List<String> namesOf(Syscall syscall) {
        List<String> names = new java.util.ArrayList<>();
        List<Parameter> parameters = of(syscall);
        for (int i = 0; parameters != null && i < parameters.size(); i++) {
            names.add(nameOf(syscall, i));
        }
        return names;
    }
}
