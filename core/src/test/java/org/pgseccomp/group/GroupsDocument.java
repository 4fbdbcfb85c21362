package org.pgseccomp.group;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the table of docs/groups.md, of all groups. Started by {@code script/groups --document}. */
final class GroupsDocument {
    private static final String BEGIN = "<!-- groups -->\n";
    private static final String END = "<!-- end of groups -->\n";

    private GroupsDocument() {}

    public static void main(String... arguments) throws IOException {
        Path document = Path.of(arguments[0]);
        Files.writeString(document, withTable(Files.readString(document)));
    }

    /** A document with the table as it is to be. */
    static String withTable(String document) {
        int begin = document.indexOf(BEGIN) + BEGIN.length();
        return document.substring(0, begin) + table() + document.substring(document.indexOf(END, begin));
    }

    private static String table() {
        StringBuilder table = new StringBuilder("| group | what it is for | members |\n|---|---|---|\n");
        for (SyscallGroup group : SyscallGroups.all()) {
            table.append("| `")
                    .append(group.name())
                    .append("` | ")
                    .append(group.description())
                    .append(" | ")
                    .append(String.join(", ", group.members()).replaceAll("\\+(\\w+)", " (where there is $1)"))
                    .append(" |\n");
        }
        return table.toString();
    }
}
