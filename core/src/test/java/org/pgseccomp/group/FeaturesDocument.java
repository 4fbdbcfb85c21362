package org.pgseccomp.group;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/** Writes the calls of each feature in docs/features.md: those of its group that the group below does not have. Started by {@code script/groups --document}. */
final class FeaturesDocument {
    static final Pattern ROW =
            Pattern.compile("(?m)^(\\| [^|]+ \\| [^|]+ \\| `(@[a-z-]+)` \\| `(@[a-z-]+)` \\|)[^|\n]*\\|$");

    private FeaturesDocument() {}

    public static void main(String... arguments) throws IOException {
        Path document = Path.of(arguments[0]);
        Files.writeString(document, withCalls(Files.readString(document)));
    }

    /** A document with the calls as they are to be. */
    static String withCalls(String document) {
        Matcher row = ROW.matcher(document);
        StringBuilder text = new StringBuilder();
        while (row.find()) {
            List<String> calls = callsOnTop(row.group(2), row.group(3));
            String cell = calls.isEmpty() ? "none" : String.join(" ", calls);
            row.appendReplacement(text, Matcher.quoteReplacement(row.group(1) + " " + cell + " |"));
        }
        return row.appendTail(text).toString();
    }

    private static List<String> callsOnTop(String group, String below) {
        Set<Integer> there = new HashSet<>();
        SyscallGroups.named(below).callsOf(Architecture.X86_64).forEach((Syscall call) -> there.add(call.number()));
        return SyscallGroups.named(group).callsOf(Architecture.X86_64).stream()
                .filter(call -> !there.contains(call.number()))
                .map(Syscall::name)
                .sorted()
                .map(name -> "`" + name + "`")
                .toList();
    }
}
