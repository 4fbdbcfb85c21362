package org.pgseccomp.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.policy.ProcessType;

/** Writes the tables of docs/profiles.md: what is in each profile, and why. Started by {@code script/groups --document}. */
final class ProfilesDocument {
    private static final String BEGIN = "<!-- profiles -->\n";
    private static final String END = "<!-- end of profiles -->\n";

    private ProfilesDocument() {}

    public static void main(String... arguments) throws IOException {
        Path document = Path.of(arguments[0]);
        Files.writeString(document, withTables(Files.readString(document)));
    }

    /** A document with the tables as they are to be. */
    static String withTables(String document) {
        int begin = document.indexOf(BEGIN) + BEGIN.length();
        return document.substring(0, begin) + tables() + document.substring(document.indexOf(END, begin));
    }

    private static String tables() {
        StringBuilder tables = new StringBuilder();
        for (Profile profile : List.of(Profile.BASELINE, Profile.STRICT)) {
            List<String> scopes = new ArrayList<>(List.of(Profile.GLOBAL, Profile.SESSION));
            for (ProcessType type : ProcessType.values()) {
                scopes.add(type.settingName());
            }
            for (String scope : scopes) {
                boolean isRepeated = profile == Profile.STRICT && scope.equals(Profile.GLOBAL);
                if (profile.has(scope) && !isRepeated) {
                    append(tables, profile, scope);
                }
                if (profile.has(Profile.filesOf(scope))) {
                    append(tables, profile, Profile.filesOf(scope));
                }
            }
        }
        return tables.toString();
    }

    private static void append(StringBuilder tables, Profile profile, String scope) {
        tables.append("\n### ").append(profile.settingName()).append(": ").append(title(profile, scope));
        tables.append("\n\n| entries | where | what for |\n|---|---|---|\n");
        for (Profile.Line line : profile.lines(scope)) {
            tables.append("| `")
                    .append(line.entries().replace("|", "\\|"))
                    .append("` | ")
                    .append(where(line.when()))
                    .append(" | ")
                    .append(line.reason())
                    .append(" |\n");
        }
    }

    private static String title(Profile profile, String scope) {
        if (scope.equals(Profile.GLOBAL)) {
            return "the whole server (the same under strict)";
        }
        if (scope.equals(Profile.SESSION)) {
            return profile == Profile.BASELINE ? "sessions and workers" : "sessions";
        }
        return scope;
    }

    private static String where(String when) {
        boolean isNegated = when.startsWith("!");
        String word = isNegated ? when.substring(1) : when;
        String text = switch (word) {
            case "" -> "";
            case "glibc_x86_64" -> "x86_64 with glibc";
            case "s390x" -> "s390x";
            case "glibc_2_39" -> "glibc 2.39 and later";
            case "before_16" -> "PostgreSQL 14 and 15";
            case "before_18" -> "PostgreSQL 14 to 17";
            case "since_17" -> "PostgreSQL 17 and later";
            case "io_uring" -> "io_method = io_uring";
            case "syslog" -> "syslog in log_destination";
            case "syslog_alone" -> "the same, and no command of recovery";
            case "restores" -> "a command of recovery is set";
            case "clock_time", "clock_gettimeofday" -> "the clock needs it";
            default -> throw new IllegalArgumentException(word);
        };
        return isNegated ? "not: " + text : text;
    }
}
