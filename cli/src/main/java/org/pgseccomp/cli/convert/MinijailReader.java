package org.pgseccomp.cli.convert;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pgseccomp.condition.Case;
import org.pgseccomp.condition.Condition;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.Outcome;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/**
 * Reads policies of Minijail, minijail0(5):
 *
 * <pre>
 *   line       = calls ":" ( filter | "{" filter { "," filter } "}" )
 *   calls      = name [ "[arch=" … "]" ] | "{" name { "," name } "}"
 *   filter     = action | expression [ ";" action ]
 *   expression = atom { "&amp;&amp;" atom } { "||" … }
 * </pre>
 *
 * <p>{@code expression; return E} alone allows where the expression holds and fails with E elsewhere, as minijail0 reads it; in braces, which only its
 * compiler reads, an action is what becomes of calls for which its expression holds, and the first that holds counts.
 */
final class MinijailReader {
    private static final Outcome KILL = Outcome.of(Action.KILL);

    private final Architecture architecture;
    private final Remarks remarks;
    private final Map<String, List<Case<Outcome>>> cases = new HashMap<>();
    private final Map<String, Outcome> rest = new HashMap<>();
    private Outcome unlisted = KILL;
    private int statements;

    private MinijailReader(Architecture architecture, Remarks remarks) {
        this.architecture = architecture;
        this.remarks = remarks;
    }

    static NeutralPolicy read(String text, Architecture architecture, Remarks remarks) throws SourceException {
        return new MinijailReader(architecture, remarks).readAll(text);
    }

    private NeutralPolicy readAll(String text) throws SourceException {
        String[] lines = text.split("\n", -1);
        StringBuilder joined = new StringBuilder();
        int first = 1;
        for (int i = 0; i < lines.length; i++) {
            int comment = lines[i].indexOf('#');
            String line = (comment < 0 ? lines[i] : lines[i].substring(0, comment)).strip();
            if (joined.length() == 0) {
                first = i + 1;
            }
            if (line.endsWith("\\")) {
                joined.append(line, 0, line.length() - 1).append(' ');
                continue;
            }
            joined.append(line);
            if (joined.length() > 0) {
                readStatement(new MinijailScanner(first, joined.toString()));
            }
            joined.setLength(0);
        }
        if (joined.length() > 0) {
            readStatement(new MinijailScanner(first, joined.toString()));
        }
        if (statements == 0) {
            throw new SourceException(0, "has no rule");
        }
        List<Decision<Outcome>> decisions = new ArrayList<>();
        for (Syscall syscall : architecture.syscalls().all()) {
            Outcome otherwise = rest.getOrDefault(syscall.name(), unlisted);
            decisions.add(
                    Shortener.shortened(new Decision<>(cases.getOrDefault(syscall.name(), List.of()), otherwise)));
        }
        return new NeutralPolicy(architecture, unlisted, decisions);
    }

    private void readStatement(MinijailScanner scanner) throws SourceException {
        if (scanner.take("@include")) {
            throw scanner.wrong("includes another file, which is not read here; convert them one by one");
        }
        if (scanner.take("@frequency")) {
            remarks.note(scanner.line(), "how often calls are made has no place in the result");
            return;
        }
        if (scanner.take("@denylist")) {
            unlisted = Outcome.of(Action.ALLOW);
            return;
        }
        if (scanner.take("@default")) {
            unlisted = action(scanner, scanner.word());
            scanner.end();
            return;
        }
        statements++;
        List<String> names = names(scanner);
        if (!scanner.take(":")) {
            throw scanner.wrong("has no colon behind the name of a call");
        }
        boolean isCompound = scanner.take("{");
        List<MinijailFilter> filters = new ArrayList<>();
        do {
            filters.add(MinijailFilter.read(scanner));
        } while (isCompound && scanner.take(","));
        if (isCompound && !scanner.take("}")) {
            throw scanner.wrong("has no closing brace");
        }
        scanner.end();
        for (String name : names) {
            CallRules named = new CallRules(architecture, unlisted, remarks);
            Syscall syscall = named.named(scanner.line(), name, Outcome.of(Action.ALLOW));
            if (syscall != null) {
                add(scanner, syscall, filters, isCompound);
            }
        }
    }

    /** The calls of a statement; none where all are for other architectures. */
    private List<String> names(MinijailScanner scanner) throws SourceException {
        List<String> names = new ArrayList<>();
        boolean isList = scanner.take("{");
        do {
            String name = scanner.word();
            if (name.isEmpty()) {
                throw scanner.wrong("has no name of a call where one should be");
            }
            if (!scanner.take("[") || isHere(scanner)) {
                names.add(name);
            }
        } while (isList && scanner.take(","));
        if (isList && !scanner.take("}")) {
            throw scanner.wrong("has no closing brace");
        }
        return names;
    }

    private boolean isHere(MinijailScanner scanner) throws SourceException {
        if (!scanner.take("arch") || !scanner.take("=")) {
            throw scanner.wrong("has something else than arch= in brackets");
        }
        boolean isHere = false;
        do {
            String word = scanner.word();
            isHere |= word.equals(architecture.displayName())
                    || (word.equals("arm64") && architecture == Architecture.AARCH64);
        } while (scanner.take(","));
        if (!scanner.take("]")) {
            throw scanner.wrong("has no closing bracket");
        }
        return isHere;
    }

    private void add(MinijailScanner scanner, Syscall syscall, List<MinijailFilter> filters, boolean isCompound)
            throws SourceException {
        List<Case<Outcome>> ofCall = cases.computeIfAbsent(syscall.name(), name -> new ArrayList<>());
        for (MinijailFilter filter : filters) {
            if (rest.containsKey(syscall.name())) {
                throw scanner.wrong("has another rule for " + syscall.name() + " behind one for all its calls");
            }
            Outcome outcome = filter.action() == null ? Outcome.of(Action.ALLOW) : action(scanner, filter.action());
            boolean isElse = filter.expression() != null && filter.action() != null && !isCompound;
            if (filter.expression() == null) {
                rest.put(syscall.name(), outcome);
                continue;
            }
            Outcome met = isElse ? Outcome.of(Action.ALLOW) : outcome;
            for (Condition condition : filter.conditions(architecture, syscall, scanner, remarks, met, unlisted)) {
                ofCall.add(new Case<>(condition, met));
            }
            if (isElse) {
                rest.put(syscall.name(), outcome);
            }
        }
        if (ofCall.size() > 256) {
            throw scanner.wrong("has more than 256 conditions for " + syscall.name());
        }
    }

    private Outcome action(MinijailScanner scanner, String action) throws SourceException {
        int line = scanner.line();
        if (action.startsWith("return ")) {
            return SystemdCalls.error(architecture, line, action.substring("return ".length()), remarks);
        }
        return switch (action) {
            case "1", "allow" -> Outcome.of(Action.ALLOW);
            case "log" -> Outcome.of(Action.LOG);
            case "kill", "kill-process" -> KILL;
            case "kill-thread" -> OciActions.outcome(line, "SCMP_ACT_KILL_THREAD", -1, remarks);
            case "trap" -> OciActions.outcome(line, "SCMP_ACT_TRAP", -1, remarks);
            case "trace" -> OciActions.outcome(line, "SCMP_ACT_TRACE", -1, remarks);
            case "user-notify" -> OciActions.outcome(line, "SCMP_ACT_NOTIFY", -1, remarks);
            default -> throw scanner.wrong("has the unknown action \"" + SourceException.shown(action) + "\"");
        };
    }
}
