package org.pgseccomp.cli.convert;

import java.util.List;
import java.util.Map;
import org.pgseccomp.policy.Outcome;
import org.pgseccomp.syscall.Syscall;

/** Writes pseudo filter code as libseccomp does (seccomp_export_pfc(3)): for people, and for scripts that compare filters as text. */
final class PfcWriter {
    private PfcWriter() {}

    static String write(NeutralPolicy source, Remarks remarks) {
        NeutralPolicy policy = OciActions.expressible(source, remarks);
        long word = Integer.toUnsignedLong(policy.architecture().auditArch());
        StringBuilder text = new StringBuilder("#\n# pseudo filter code start\n#\n");
        text.append("# filter for arch ").append(policy.architecture().displayName());
        text.append(" (").append(word).append(")\n");
        text.append("if ($arch == ").append(word).append(")\n");
        for (int i = 0; i < policy.calls().size(); i++) {
            Syscall syscall = policy.calls().get(i);
            Map<Outcome, List<Box>> pieces = Pieces.of(policy.decisions().get(i), policy.unknown());
            if (pieces == null) {
                remarks.change("the conditions of " + syscall.name()
                        + " cannot be said; its strictest action counts for all its calls");
                pieces = Map.of(CallRules.strictest(policy.decisions().get(i)), List.of(Box.ALL));
            }
            if (!pieces.isEmpty()) {
                text.append("  # filter for syscall \"").append(syscall.name());
                text.append("\" (").append(syscall.number()).append(")\n");
                text.append("  if ($syscall == ").append(syscall.number()).append(")\n");
                pieces.forEach((outcome, boxes) -> boxes.forEach(box -> append(text, box, outcome)));
            }
        }
        text.append("  # default action\n  action ")
                .append(action(policy.unknown()))
                .append(";\n");
        text.append("# invalid architecture action\naction ");
        Outcome foreign = Outcome.of(policy.filter().foreignAbiAction());
        return text.append(action(foreign))
                .append(";\n#\n# pseudo filter code end\n#\n")
                .toString();
    }

    private static void append(StringBuilder text, Box box, Outcome outcome) {
        String indent = "    ";
        for (int i = 0; i < box.cubes().size(); i++) {
            Cube cube = box.at(i);
            indent = half(text, indent, i, ".hi32", cube.mask() >>> 32, cube.value() >>> 32);
            indent = half(text, indent, i, ".lo32", cube.mask() & 0xffffffffL, cube.value() & 0xffffffffL);
        }
        text.append(indent).append("action ").append(action(outcome)).append(";\n");
    }

    private static String half(StringBuilder text, String indent, int argument, String half, long mask, long value) {
        if (mask == 0) {
            return indent;
        }
        text.append(indent).append("if ($a").append(argument).append(half);
        if (mask != 0xffffffffL) {
            text.append(String.format(" & 0x%08x", mask));
        }
        text.append(" == ").append(value).append(")\n");
        return indent + "  ";
    }

    private static String action(Outcome outcome) {
        return switch (outcome.action()) {
            case ALLOW -> "ALLOW";
            case LOG, WARN -> "LOG";
            case ERROR, TERMINATE -> "ERRNO(" + outcome.errno() + ")";
            case KILL -> "KILL_PROCESS";
        };
    }
}
