package org.pgseccomp.cli.convert;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.pgseccomp.constant.Constant;
import org.pgseccomp.constant.Constants;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/** Values of an argument by names, where these are known: address families, the protection of memory, namespaces, and those of {@link ArgumentNames}. All others are numbers. */
record NamedValues(Architecture architecture, Syscall syscall, String parameter) {
    /** Values from here on are written as the bits that they are. */
    private static final long FIRST_HEXADECIMAL = 65536;

    private static final List<String> PROTECTION = List.of("PROT_READ", "PROT_WRITE", "PROT_EXEC");
    private static final List<String> NAMESPACES = List.of(
            "CLONE_NEWNS",
            "CLONE_NEWCGROUP",
            "CLONE_NEWUTS",
            "CLONE_NEWIPC",
            "CLONE_NEWUSER",
            "CLONE_NEWPID",
            "CLONE_NEWNET");

    /** A value as a list has it. */
    String text(long value) {
        Map<Long, String> families = Restrictions.families(architecture);
        boolean isOfSocket = syscall.name().equals("socket") || syscall.name().equals("socketpair");
        if (isOfSocket && parameter.equals("domain") && families.containsKey(value)) {
            return families.get(value);
        }
        String sum = null;
        if (parameter.equals("prot")) {
            sum = sum(value, PROTECTION);
        } else if (parameter.equals("flags")
                && (syscall.name().equals("clone") || syscall.name().equals("unshare"))) {
            sum = sum(value, NAMESPACES);
        }
        if (sum != null) {
            return sum;
        }
        String name = ArgumentNames.of(architecture, syscall, parameter, value);
        if (name != null) {
            return name;
        }
        return value >= 0 && value < FIRST_HEXADECIMAL ? Long.toString(value) : "0x" + Long.toHexString(value);
    }

    /** Null where something else is in it, or nothing. */
    private String sum(long value, List<String> names) {
        long left = value;
        List<String> found = new ArrayList<>();
        for (String name : names) {
            Constant constant = Constants.named(architecture, name);
            if (constant != null && (left & constant.value()) != 0) {
                left &= ~constant.value();
                found.add(name);
            }
        }
        return left != 0 || found.isEmpty() ? null : String.join("|", found);
    }
}
