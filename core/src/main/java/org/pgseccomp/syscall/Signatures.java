package org.pgseccomp.syscall;

import java.util.ArrayList;
import java.util.List;

/**
 * What arguments the system calls of an architecture have.
 *
 * <p>A parameter is found by any of its names, or by {@code arg0} to {@code arg5}, which are the registers in their order. Where a name of a
 * man page looks like one of these, the man page counts: {@code arg2} of {@code prctl} is its second argument.
 */
public final class Signatures {
    /** What comes before the number of an argument. */
    private static final String POSITION = "arg";

    private final String suffix;
    private final SignatureTable common;
    private final SignatureTable differing;

    Signatures(Architecture architecture) {
        suffix = "@" + architecture.displayName();
        common = new SignatureTable(SignatureTexts.COMMON);
        differing = new SignatureTable(SignatureTexts.DIFFERING);
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

    /**
     * Which argument of a call has a name, in either case.
     *
     * @return 0 to 5, or -1 if none has; {@code arg5} is found of any call, even if it has fewer parameters
     */
    public int indexOf(Syscall syscall, String name) {
        String lower = AsciiCase.lower(name);
        List<Parameter> parameters = of(syscall);
        if (parameters != null) {
            for (int i = 0; i < parameters.size(); i++) {
                if (parameters.get(i).names().contains(lower)) {
                    return i;
                }
            }
        }
        if (lower.length() == POSITION.length() + 1 && lower.startsWith(POSITION)) {
            int position = lower.charAt(POSITION.length()) - '0';
            return position >= 0 && position <= 5 ? position : -1;
        }
        return -1;
    }

    /** The parameter at an index that {@link #indexOf} gave; where the call has none there, or they are not known, all of that register. */
    public Parameter at(Syscall syscall, int index) {
        List<Parameter> parameters = of(syscall);
        return parameters != null && index < parameters.size()
                ? parameters.get(index)
                : new Parameter(POSITION + index, ParameterKind.UNSIGNED_LONG, false);
    }

    /** How the parameter at an index is called in messages, and where a policy is printed. */
    public String nameOf(Syscall syscall, int index) {
        return at(syscall, index).name();
    }

    /** The canonical names of the parameters of a call, in their order; none if they are not known. */
    public List<String> namesOf(Syscall syscall) {
        List<Parameter> parameters = of(syscall);
        List<String> names = new ArrayList<>(6);
        if (parameters != null) {
            for (Parameter parameter : parameters) {
                names.add(parameter.name());
            }
        }
        return names;
    }

    /** The name of a parameter of a call that a misspelt one was probably meant to be, or null. */
    public String nearest(Syscall syscall, String name) {
        NearestName nearest = new NearestName(AsciiCase.lower(name));
        List<Parameter> parameters = of(syscall);
        if (parameters != null) {
            for (Parameter parameter : parameters) {
                for (String known : parameter.names()) {
                    nearest.offer(known);
                }
            }
        }
        return nearest.nearest();
    }
}
