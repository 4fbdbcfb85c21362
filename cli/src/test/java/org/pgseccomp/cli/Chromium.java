package org.pgseccomp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real browser without a network. */
final class Chromium {
    /** Whatever is asked of another host goes to an address that nobody has. */
    private static final List<String> OPTIONS = List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            "--enable-logging=stderr",
            "--v=0");

    private final Path folder;

    /** What the page is after it was loaded, and what the browser wrote to its log. */
    record Seen(String dom, String log) {
        /** Messages of the page's console. */
        List<String> console() {
            return log.lines().filter(line -> line.contains("CONSOLE")).toList();
        }
    }

    Chromium(Path folder) {
        this.folder = folder;
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/chromium")), "chromium is not installed");
    }

    Seen open(Path page) throws IOException {
        return run("--dump-dom", page);
    }

    /** Opens the page to be used. */
    ChromiumPage use(Path page) throws Exception {
        List<String> command = command();
        command.add("--remote-debugging-port=0");
        return new ChromiumPage(folder, command, page);
    }

    private List<String> command() {
        List<String> command =
                new ArrayList<>(List.of("/usr/bin/chromium", "--user-data-dir=" + folder.resolve("profile")));
        command.addAll(OPTIONS);
        return command;
    }

    /** Prints the page as a browser prints it. */
    Path printed(Path page) throws IOException {
        Path target = folder.resolve("printed.pdf");
        run("--print-to-pdf=" + target, page);
        return target;
    }

    private Seen run(String what, Path page) throws IOException {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        List<String> command = command();
        command.add(what);
        command.add(page.toUri().toString());
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS))
                    .as("chromium ends")
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            process.destroyForcibly();
        }
        return new Seen(Files.readString(out), Files.readString(err, StandardCharsets.ISO_8859_1));
    }
}
