package org.pgseccomp.cli.convert;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.constant.Errnos;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.Outcome;
import org.pgseccomp.syscall.Syscall;

/**
 * Writes a policy of Minijail, in what minijail0 itself reads and not its compiler alone. A call without a line kills there, so that every call gets
 * one that is denied in a milder way.
 */
final class MinijailWriter {
    private static final int MOST_BOXES = 256;

    private MinijailWriter() {}

    static String write(NeutralPolicy source, Remarks remarks) throws SourceException {
        NeutralPolicy policy = OciActions.expressible(source, remarks);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < policy.calls().size(); i++) {
            append(text, policy.calls().get(i), policy.decisions().get(i));
        }
        if (text.length() == 0) {
            throw new SourceException(0, "every call kills; Minijail has no policy without a rule");
        }
        Differences.remark(policy, MinijailReader.read(text.toString(), policy.architecture(), new Remarks()), remarks);
        return text.toString();
    }

    private static boolean isMild(Outcome outcome) {
        return outcome.action().compareTo(Action.ERROR) < 0;
    }

    private static void append(StringBuilder text, Syscall syscall, Decision<Outcome> decision) {
        List<String> allowed = new ArrayList<>();
        Outcome denial = null;
        Map<Outcome, List<Box>> pieces = Pieces.of(decision, null);
        if (pieces == null) {
            denial = CallRules.strictest(decision);
        } else {
            for (Map.Entry<Outcome, List<Box>> each : pieces.entrySet()) {
                if (isMild(each.getKey())) {
                    each.getValue().forEach(box -> allowed.add(conjunction(box)));
                } else {
                    denial = denial == null ? each.getKey() : CallRules.stricter(denial, each.getKey());
                }
            }
        }
        if (allowed.size() > MOST_BOXES) {
            allowed.clear();
            denial = CallRules.strictest(decision);
        }
        String otherwise =
                denial == null || denial.action() == Action.KILL ? "" : "return " + Errnos.nameOf(denial.errno());
        if (denial == null) {
            text.append(syscall.name()).append(": 1\n");
        } else if (!allowed.isEmpty()) {
            text.append(syscall.name()).append(": ").append(String.join(" || ", allowed));
            text.append(otherwise.isEmpty() ? "" : "; " + otherwise).append('\n');
        } else if (!otherwise.isEmpty()) {
            text.append(syscall.name()).append(": ").append(otherwise).append('\n');
        }
    }

    private static String conjunction(Box box) {
        List<String> atoms = new ArrayList<>();
        for (int i = 0; i < box.cubes().size(); i++) {
            add(atoms, "arg" + i, box.at(i));
        }
        return String.join(" && ", atoms);
    }

    /**
     * Minijail compares all 64 bits. Where the lower half is a number that no sign can reach into the upper half of, that is the same for every call that
     * is made on purpose, and what is meant can be read.
     */
    private static void add(List<String> atoms, String argument, Cube cube) {
        boolean isNumber = cube.mask() == 0xffffffffL && (cube.value() & 0x80000000L) == 0;
        if (cube.mask() == -1L || isNumber) {
            atoms.add(argument + " == " + number(cube.value()));
            return;
        }
        for (long open = cube.value(); open != 0; open &= open - 1) {
            atoms.add(argument + " & " + number(open & -open));
        }
        long clear = cube.mask() & ~cube.value();
        if (clear != 0) {
            atoms.add(argument + " in ~" + number(clear));
        }
    }

    private static String number(long value) {
        return value >= 0 && value < 10 ? Long.toString(value) : "0x" + Long.toHexString(value);
    }
}
