package org.pgseccomp.cli.convert;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.pgseccomp.syscall.Architecture;

/**
 * For which containers a rule of Docker's format is: {@code includes} and {@code excludes} with capabilities, architectures and the oldest kernel.
 */
final class OciConditions {
    /** pgseccomp needs Linux 4.14. */
    private static final int MAJOR = 4;

    private static final int MINOR = 14;

    private static final Set<String> FIELDS = Set.of("caps", "arches", "minKernel");

    private final Architecture architecture;
    /** What Docker gives containers where nothing else is said (docs.docker.com, "Runtime privilege and Linux capabilities"). */
    private static final Set<String> USUAL = Set.of(
            "CAP_AUDIT_WRITE",
            "CAP_CHOWN",
            "CAP_DAC_OVERRIDE",
            "CAP_FOWNER",
            "CAP_FSETID",
            "CAP_KILL",
            "CAP_MKNOD",
            "CAP_NET_BIND_SERVICE",
            "CAP_NET_RAW",
            "CAP_SETFCAP",
            "CAP_SETGID",
            "CAP_SETPCAP",
            "CAP_SETUID",
            "CAP_SYS_CHROOT");

    private final Set<String> capabilities;
    private final Remarks remarks;

    OciConditions(Architecture architecture, Set<String> capabilities, Remarks remarks) {
        this.architecture = architecture;
        this.capabilities = capabilities;
        this.remarks = remarks;
    }

    /**
     * Whether a rule counts.
     *
     * @param denies whether it is no milder than the default: then it counts where that is not known
     */
    boolean hold(Node rule, boolean denies) throws SourceException {
        Node includes = rule.field("includes");
        Node excludes = rule.field("excludes");
        boolean holds = true;
        if (includes != null) {
            OciReader.refuseUnknown(includes, FIELDS, "includes");
            holds = isHere(includes) && hasAll(includes, denies) && isNewEnough(includes, denies);
        }
        if (excludes != null && holds) {
            OciReader.refuseUnknown(excludes, FIELDS, "excludes");
            Node arches = excludes.field("arches");
            boolean isExcluded = arches != null && !arches.asList("arches").isEmpty() && isHere(excludes);
            holds = !isExcluded && !hasAny(excludes) && !isTooNew(excludes, denies);
        }
        return holds;
    }

    private boolean isHere(Node condition) throws SourceException {
        Node arches = condition.field("arches");
        if (arches == null || arches.asList("arches").isEmpty()) {
            return true;
        }
        for (Node each : arches.items()) {
            if (each.asText("an architecture").equals(goName())) {
                return true;
            }
        }
        return false;
    }

    /** The name that Go, and so Docker, gives an architecture. */
    private String goName() {
        return switch (architecture) {
            case X86_64 -> "amd64";
            case AARCH64 -> "arm64";
            default -> architecture.displayName();
        };
    }

    private List<Node> capabilitiesOf(Node condition) throws SourceException {
        Node caps = condition.field("caps");
        return caps == null ? List.of() : caps.asList("caps");
    }

    private boolean isThere(String capability) {
        return USUAL.contains(capability) || capabilities.contains(capability);
    }

    private boolean hasAll(Node includes, boolean denies) throws SourceException {
        for (Node each : capabilitiesOf(includes)) {
            String name = name(each);
            if (!isThere(name)) {
                remarks.note(
                        each.line(),
                        "a rule for containers with " + name + (denies ? " is taken" : " is left out") + "; --cap "
                                + name + " says that there is this capability");
                return denies;
            }
        }
        return true;
    }

    private boolean hasAny(Node excludes) throws SourceException {
        for (Node each : capabilitiesOf(excludes)) {
            if (isThere(name(each))) {
                return true;
            }
        }
        return false;
    }

    private static String name(Node capability) throws SourceException {
        String name = capability.asText("a capability").toUpperCase(Locale.ROOT);
        if (!name.matches("[A-Z_]{1,40}")) {
            throw capability.wrong("a capability", "a name such as CAP_SYS_ADMIN");
        }
        return name.startsWith("CAP_") ? name : "CAP_" + name;
    }

    private boolean isNewEnough(Node includes, boolean denies) throws SourceException {
        Node kernel = includes.field("minKernel");
        if (kernel == null || isOfEveryKernel(kernel)) {
            return true;
        }
        noteUnknown(kernel, kernel.asText("minKernel") + " and later", denies);
        return denies;
    }

    /** Whether a rule for older kernels only does not count. */
    private boolean isTooNew(Node excludes, boolean denies) throws SourceException {
        Node kernel = excludes.field("minKernel");
        if (kernel == null) {
            return false;
        }
        if (isOfEveryKernel(kernel)) {
            return true;
        }
        noteUnknown(kernel, "before " + kernel.asText("minKernel"), denies);
        return !denies;
    }

    private void noteUnknown(Node kernel, String versions, boolean isTaken) {
        remarks.note(
                kernel.line(),
                "a rule for Linux " + versions + (isTaken ? " is taken" : " is left out")
                        + ": which kernel the server has is not known");
    }

    /** Whether every kernel on which pgseccomp works is of this version or later. */
    private static boolean isOfEveryKernel(Node kernel) throws SourceException {
        String text = kernel.asText("minKernel");
        if (!text.matches("[0-9]{1,3}\\.[0-9]{1,3}")) {
            throw kernel.wrong("minKernel", "a version such as 4.8");
        }
        int dot = text.indexOf('.');
        int major = Integer.parseInt(text.substring(0, dot));
        int minor = Integer.parseInt(text.substring(dot + 1));
        return major < MAJOR || (major == MAJOR && minor <= MINOR);
    }
}
