package org.pgseccomp.extension.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.pgseccomp.extension.server.Denial.Action;
import org.pgseccomp.extension.server.Denial.Place;

/**
 * The tables of docs/denied-calls.md, one for each place, between two lines that mark them: a row a call, a column an action. A cell
 * is the outcome on all versions, or "15: …; 17, 18: …".
 */
final class DeniedCallsTable {
    private static final String BEGIN = "<!-- script/denied-calls --write: begin -->";
    private static final String END = "<!-- script/denied-calls --write: end -->";
    private static final Path DOCUMENT = Path.of(System.getProperty("basedir", "."), "../docs/denied-calls.md");

    private static final Map<Place, String> TITLES = new TreeMap<>(Map.of(
            Place.GLOBAL, "## Denied to the whole server",
            Place.SESSION, "## Denied to sessions",
            Place.CLIENT, "## Denied by set_client_filter()"));

    private static final String INTRODUCTION = """

            For each system call that a PostgreSQL server makes, and each way to deny it: what happens to the server. Each policy was
            tried by a server that lives a whole life under it, with `fsync` on: it starts, creates, fills, vacuums and drops tables,
            databases and tablespaces, runs in parallel, copies to files and programs, cancels and ends sessions, is stopped and
            continued by signals, takes a base backup, has a standby that is promoted, a subscriber, a crash, a recovery, and a
            stop. Afterwards its data are compared. `script/denied-calls` measures it.

            %s

            - *refused*: pgseccomp does not accept the policy.
            - *nothing*: the call is not made, or PostgreSQL does without it. All calls with this entry were denied at once.
            - A message: the statement that needs the call fails so, and the session goes on. With `terminate`, the session ends.
            - *feature*: a feature of the server does not work; the message is the first that tells of it.
            - *leaves files*: a statement leaves files or folders behind, until a restart or for good.
            - *crash restart*: the process is killed, and PostgreSQL ends all other sessions too, as after every crash. It recovers.

            Calls that are not in the tables are not made by the server in such a life. Other settings, libraries and
            ways to authenticate may need more.
            """;

    /** Which versions were measured: what the tables say holds for these. */
    private static final String VERSIONS = "On x86_64, with PostgreSQL %s of Debian.";

    private DeniedCallsTable() {}

    /** Writes the tables into the document. Arguments: reports, named after the version: target/denied-calls-15.txt. */
    public static void main(String... reports) throws IOException {
        Map<Integer, Map<String, DeniedOutcome>> versions = new TreeMap<>();
        for (String report : reports) {
            Map<String, DeniedOutcome> outcomes = new TreeMap<>();
            DeniedOutcome.read(Path.of(report))
                    .forEach(one -> outcomes.put(one.denial().word(), one));
            versions.put(Integer.valueOf(report.replaceFirst(".*-(\\d+)\\.txt$", "$1")), outcomes);
        }
        String text = Files.readString(DOCUMENT);
        String head = text.substring(0, text.indexOf(BEGIN) + BEGIN.length());
        String tail = text.substring(text.indexOf(END));
        Files.writeString(DOCUMENT, head + tables(versions) + tail);
    }

    private static String tables(Map<Integer, Map<String, DeniedOutcome>> versions) {
        String measured = versions.keySet().stream()
                .map(String::valueOf)
                .collect(Collectors.joining(", "))
                .replaceFirst(", (\\d+)$", " and $1");
        StringBuilder text = new StringBuilder(INTRODUCTION.formatted(VERSIONS.formatted(measured)));
        TITLES.forEach((place, title) -> {
            text.append("\n")
                    .append(title)
                    .append("\n\n| call | `error` | `terminate` | `kill` |\n|---|---|---|---|\n");
            for (String call : DeniedCalls.made()) {
                StringJoiner row = new StringJoiner(" | ", "| ", " |\n").add("`" + call + "`");
                for (Action action : Action.values()) {
                    row.add(cell(new Denial(List.of(call), place, action).word(), versions));
                }
                text.append(row);
            }
        });
        return text.append("\n").toString();
    }

    private static String cell(String denial, Map<Integer, Map<String, DeniedOutcome>> versions) {
        Map<String, List<String>> versionsOf = new LinkedHashMap<>();
        versions.forEach((version, outcomes) -> {
            DeniedOutcome outcome = outcomes.get(denial);
            versionsOf
                    .computeIfAbsent(outcome == null ? "not measured" : outcome.cell(), key -> new ArrayList<>())
                    .add(version.toString());
        });
        if (versionsOf.size() == 1) {
            return versionsOf.keySet().iterator().next();
        }
        StringJoiner cell = new StringJoiner("; ");
        versionsOf.forEach((text, of) -> cell.add(String.join(", ", of) + ": " + text));
        return cell.toString();
    }

    /** What the document says of the version that is tested, by {@link Denial#word}; nothing where that was not measured. */
    static Map<String, DeniedOutcome> documented() {
        Map<String, DeniedOutcome> found = new TreeMap<>();
        Place place = null;
        try {
            String measured = VERSIONS.formatted(".*\\b" + PostgresServer.VERSION + "\\b.*");
            if (Files.readAllLines(DOCUMENT).stream().noneMatch(line -> line.matches(measured))) {
                return found;
            }
            for (String line : Files.readAllLines(DOCUMENT)) {
                for (Map.Entry<Place, String> title : TITLES.entrySet()) {
                    place = line.equals(title.getValue()) ? title.getKey() : place;
                }
                if (place != null && line.startsWith("| `")) {
                    addRow(found, place, line.split(" (?<!\\\\)\\| ?", -1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static void addRow(Map<String, DeniedOutcome> found, Place place, String[] cells) {
        String call = cells[0].replaceAll("[|` ]", "");
        for (Action action : Action.values()) {
            Denial denial = new Denial(List.of(call), place, action);
            String cell = ofThisVersion(cells[1 + action.ordinal()]);
            found.put(denial.word(), new DeniedOutcome(denial, outcome(cell), cell));
        }
    }

    /** What a cell says of the version that is tested; of one that was not measured, what it says of the newest. */
    static String ofThisVersion(String cell) {
        String newest = cell;
        for (String part : cell.split("; (?=\\d\\d[,:])", -1)) {
            if (part.matches("[0-9, ]+: .*")) {
                newest = part.replaceFirst("^[0-9, ]+: ", "");
                if (part.replaceFirst(":.*", "").contains(Integer.toString(PostgresServer.VERSION))) {
                    return newest;
                }
            }
        }
        return newest;
    }

    private static Outcome outcome(String cell) {
        for (Outcome outcome : Outcome.values()) {
            if (cell.toLowerCase(Locale.ROOT).matches(outcome.shown().toLowerCase(Locale.ROOT) + "(:.*)?")) {
                return outcome;
            }
        }
        return Outcome.STATEMENT;
    }
}
