package org.pgseccomp.cli.convert;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pgseccomp.cli.convert.UnitText.Assignment;
import org.pgseccomp.constant.Errnos;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.Outcome;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/**
 * The list that SystemCallFilter or SystemCallLog come to. The first assignment says what kind of list it is; each other one adds to it or takes out
 * of it (seccomp_parse_syscall_filter in seccomp-util.c).
 */
final class SystemdCalls {
    private final Architecture architecture;
    private final Remarks remarks;
    private final boolean isFilter;

    /** What is in the list: the outcome that is written for it, or null. */
    private final Map<String, Outcome> listed = new HashMap<>();

    /** Null: there is no list. */
    private Boolean isAllowList;

    SystemdCalls(Architecture architecture, Remarks remarks, boolean isFilter) {
        this.architecture = architecture;
        this.remarks = remarks;
        this.isFilter = isFilter;
    }

    void assign(Assignment each) throws SourceException {
        if (each.value().isEmpty()) {
            listed.clear();
            isAllowList = null;
            return;
        }
        boolean isInverted = each.value().startsWith("~");
        if (isAllowList == null) {
            isAllowList = !isInverted;
            if (isFilter && isAllowList) {
                SystemdSets.callsOf(SystemdSets.DEFAULT, architecture).forEach(call -> listed.put(call.name(), null));
            }
        }
        String words = isInverted ? each.value().substring(1) : each.value();
        for (String word : words.strip().split("\\s+", -1)) {
            if (!word.isEmpty()) {
                take(each.line(), word, isInverted);
            }
        }
    }

    private void take(int line, String word, boolean isInverted) throws SourceException {
        int colon = word.indexOf(':');
        String name = colon < 0 ? word : word.substring(0, colon);
        Outcome outcome = null;
        if (colon >= 0) {
            String error = word.substring(colon + 1);
            outcome = error.equals("kill") ? Outcome.of(Action.KILL) : error(architecture, line, error, remarks);
            if (!isInverted) {
                remarks.change(
                        line, "\"" + SourceException.shown(word) + "\" allows, and has an error: systemd ignores it");
                return;
            }
        }
        for (Syscall syscall : callsOf(line, name, isInverted)) {
            if (isInverted != isAllowList || (isInverted && outcome != null)) {
                listed.put(syscall.name(), outcome);
            } else {
                listed.remove(syscall.name());
            }
        }
    }

    private List<Syscall> callsOf(int line, String name, boolean isInverted) {
        if (name.startsWith("@")) {
            List<Syscall> calls = SystemdSets.callsOf(name, architecture);
            if (calls == null) {
                remarks.change(
                        line,
                        "\"" + SourceException.shown(name) + "\" is no set that is known here; "
                                + (isInverted ? "LOOSER: nothing is denied by it" : "nothing is allowed by it"));
            }
            return calls == null ? List.of() : calls;
        }
        Outcome outcome = Outcome.of(isInverted ? Action.KILL : Action.ALLOW);
        Outcome unlisted = Outcome.of(isInverted ? Action.ALLOW : Action.KILL);
        Syscall syscall = new CallRules(architecture, unlisted, remarks).named(line, name, outcome);
        return syscall == null ? List.of() : List.of(syscall);
    }

    static Outcome error(Architecture architecture, int line, String text, Remarks remarks) throws SourceException {
        int errno = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : Errnos.numberOf(architecture, text);
        if (errno < 0 || errno > 4095) {
            throw new SourceException(line, "has the unknown error \"" + SourceException.shown(text) + "\"");
        }
        return OciActions.outcome(line, "SCMP_ACT_ERRNO", errno, remarks);
    }

    /** What becomes of calls that are not in the list, where the list denies (or logs) with an outcome. */
    Outcome unlisted(Outcome denial) {
        boolean isListedMild = isAllowList == null || isFilter != isAllowList;
        return isListedMild ? Outcome.of(Action.ALLOW) : denial;
    }

    /** What becomes of a call. */
    Outcome outcome(Syscall syscall, Outcome denial) {
        if (isAllowList == null || !listed.containsKey(syscall.name())) {
            return unlisted(denial);
        }
        Outcome written = listed.get(syscall.name());
        if (written != null) {
            return written;
        }
        // A list of allowed calls allows them; one of calls to log, written the same way, logs them.
        return isAllowList == isFilter ? Outcome.of(Action.ALLOW) : denial;
    }
}
