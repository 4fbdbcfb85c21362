package org.pgseccomp.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/**
 * Writes what is generated from the description of the commands: man pages in AsciiDoc, and the completion for bash. Runs when
 * the tool is built, and is no part of it.
 */
final class DocumentationGenerator {
    private DocumentationGenerator() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Files.createDirectories(folder);
        CommandLine commandLine = PgSeccomp.commandLine();
        int result = ManPageGenerator.generateManPage(
                folder.toFile(), (File) null, new boolean[0], false, commandLine.getCommandSpec());
        if (result != 0) {
            throw new IOException("the man pages were not generated: " + result);
        }
        Files.writeString(folder.resolve("pgseccomp.bash"), AutoComplete.bash("pgseccomp", commandLine));
    }
}
