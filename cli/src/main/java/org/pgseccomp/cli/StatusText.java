package org.pgseccomp.cli;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.cli.connect.Fleet.Answer;
import org.pgseccomp.cli.status.Mode;
import org.pgseccomp.cli.status.ServerProcess;
import org.pgseccomp.cli.status.ServerStatus;

/** The status of servers for a person: a table, and below it what is not as it should be. */
final class StatusText {
    private static final int SHOWN = 10;
    private static final List<String> HEAD = List.of(
            "SERVER", "POSTGRESQL", "PGSECCOMP", "MODE", "PROFILE", "GENERATION", "PROCESSES", "DENIED", "WARNED");

    private static final int MODE = HEAD.indexOf("MODE");

    private final StringBuilder notes = new StringBuilder();

    private StatusText() {}

    static String of(List<Answer<ServerStatus>> answers, Colours colours) {
        StatusText text = new StatusText();
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        int good = 0;
        for (Answer<ServerStatus> each : answers) {
            String name = Terminal.printable(each.server().label());
            rows.add(row(name, each.value()));
            text.note(name, each);
            ServerStatus status = each.value();
            good += status != null && !status.isUnprotected() && !status.isIncomplete() && !status.isOutdated() ? 1 : 0;
        }
        return table(rows, colours)
                + (text.notes.length() == 0 ? "" : "\n" + text.notes)
                + "\n"
                + verdict(answers, good)
                + " should be.\n";
    }

    private static String verdict(List<Answer<ServerStatus>> answers, int good) {
        if (answers.size() > 1) {
            return good + " of " + answers.size() + " servers are protected as they";
        }
        if (answers.get(0).value() == null) {
            return "It is not known whether the server is protected as it";
        }
        return "The server is " + (good == 1 ? "" : "not ") + "protected as it";
    }

    private static List<String> row(String name, ServerStatus status) {
        if (status == null) {
            return List.of(name, "-", "-", "unreachable", "-", "-", "-", "-", "-");
        }
        return List.of(
                name,
                Terminal.printable(status.postgres()) + (status.standby() ? " standby" : ""),
                status.extension() == null ? "-" : Terminal.printable(status.extension()),
                status.mode().label(),
                status.profile() == null ? "-" : Terminal.printable(status.profile()),
                status.generation() == null ? "-" : status.generation().toString(),
                status.processes() == null
                        ? "-"
                        : Integer.toString(status.processes().size()),
                status.denials() == null ? "-" : Long.toString(status.count(false)),
                status.denials() == null ? "-" : Long.toString(status.count(true)));
    }

    private static String table(List<List<String>> rows, Colours colours) {
        int[] widths = new int[HEAD.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String blanks = " ".repeat(widths[i] - row.get(i).length());
                String cell = i == MODE && row != HEAD ? coloured(row.get(i), colours) : row.get(i);
                line.append(i >= 5 ? blanks + cell : cell + blanks).append("  ");
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private static String coloured(String mode, Colours colours) {
        return mode.equals(Mode.ENFORCING.label()) ? colours.good(mode) : colours.bad(mode);
    }

    private void note(String name, Answer<ServerStatus> answer) {
        ServerStatus status = answer.value();
        if (status == null) {
            line(name, "cannot be asked: " + Terminal.printable(answer.failure()));
            return;
        }
        if (status.mode() != Mode.ENFORCING) {
            line(name, status.mode().description());
        }
        for (ServerProcess.State state : ServerProcess.State.values()) {
            List<ServerProcess> found = status.processes(state);
            if (state != ServerProcess.State.GOOD && !found.isEmpty()) {
                line(
                        name,
                        found.size() == 1
                                ? "1 process is " + state.single()
                                : found.size() + " processes are " + state.description());
                for (ServerProcess each : found.subList(0, Math.min(SHOWN, found.size()))) {
                    process(each);
                }
                if (found.size() > SHOWN) {
                    notes.append("    and ").append(found.size() - SHOWN).append(" more\n");
                }
            }
        }
        for (boolean warnings : new boolean[] {false, true}) {
            long count = status.count(warnings);
            if (count > 0) {
                line(
                        name,
                        (count == 1 ? "1 call was " : count + " calls were ") + (warnings ? "warned of" : "denied")
                                + since(status.since()) + ", the last one "
                                + seconds(status.last(warnings)));
            }
        }
        if (status.notCounted() > 0) {
            line(name, status.notCounted() + " denials had no room in seccomp_denials");
        }
        for (String each : status.unknown()) {
            line(name, Terminal.printable(each));
        }
    }

    private void process(ServerProcess process) {
        notes.append("    pid ")
                .append(process.pid())
                .append(", ")
                .append(process.type() == null ? "starting" : Terminal.printable(process.type()));
        if (process.role() != null) {
            notes.append(" of ").append(Terminal.printable(process.role()));
        }
        if (process.database() != null) {
            notes.append(" in ").append(Terminal.printable(process.database()));
        }
        notes.append(": policy ")
                .append(process.policy() == null ? "none" : Terminal.printable(process.policy()))
                .append(", filters in the kernel ")
                .append(
                        process.filters() == null
                                ? "unknown"
                                : process.filters().toString());
        if (process.generation() != null) {
            notes.append(", generation ").append(process.generation());
        }
        notes.append('\n');
    }

    private void line(String name, String text) {
        notes.append(name.isEmpty() ? "the server" : name)
                .append(": ")
                .append(text)
                .append('\n');
    }

    private static String since(Instant time) {
        return time == null ? "" : " since " + seconds(time);
    }

    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
