package org.pgseccomp.simulate;

import java.util.List;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.Outcome;
import org.pgseccomp.profile.ProfileLines;

/** What a policy makes of a recorded call. The order is that of what matters. */
public enum Verdict {
    /** Every such call would be denied. */
    DENIED("denied"),
    /** With some arguments it would be denied, and what it was made with is not known. */
    DEPENDS("depends"),
    /** It would be made, and counted as if it were denied. */
    WARNED("warned"),
    /** It would be denied, and whoever makes it does without: nothing fails. */
    HARMLESS("harmless"),
    /** It would be made. */
    ALLOWED("allowed");

    /** Calls that the C library, or a program, tries before older ones, which it makes where the answer is ENOSYS: there is no such call. */
    private static final List<String> FALL_BACK = List.of(
            "clone3",
            "close_range",
            "copy_file_range",
            "epoll_pwait2",
            "faccessat2",
            "fchmodat2",
            "openat2",
            "preadv2",
            "pwritev2",
            "rseq",
            "statx");

    private final String label;

    Verdict(String label) {
        this.label = label;
    }

    /**
     * Of what may become of a call.
     *
     * @param name the call, or null where it has none
     * @param isOfServer whether a process of the server makes it, and no program that it executes
     */
    public static Verdict of(List<Outcome> outcomes, String name, boolean isOfServer) {
        // A number that is no call's has no name.
        String call = name == null ? "" : name;
        int denials = 0;
        int withoutHarm = 0;
        boolean isWarned = false;
        for (Outcome outcome : outcomes) {
            boolean isDenied = outcome.action().compareTo(Action.ERROR) >= 0;
            boolean fallsBack = outcome.action() == Action.ERROR
                    && (outcome.isAutomatic() || (outcome.errno() == Outcome.ENOSYS && FALL_BACK.contains(call)));
            boolean isDoneWithout = outcome.action() == Action.ERROR && isOfServer && ProfileLines.isDoneWithout(call);
            denials += isDenied ? 1 : 0;
            withoutHarm += isDenied && (fallsBack || isDoneWithout) ? 1 : 0;
            isWarned |= outcome.action() == Action.WARN;
        }
        if (denials == withoutHarm) {
            return isWarned ? WARNED : denials == 0 ? ALLOWED : HARMLESS;
        }
        return denials == outcomes.size() ? DENIED : DEPENDS;
    }

    /** The word for it. */
    public String label() {
        return label;
    }
}
