package org.pgseccomp.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.syscall.Architecture;

/**
 * What is known of the machine that the tool runs on. A server whose data directory is there uses its C library, as far as anybody can tell: one in a
 * container may have another, which {@code --libc} names.
 */
final class ThisMachine {
    private static final Path MAPS = Path.of("/proc/self/maps");
    private static final Pattern GNU = Pattern.compile("GNU C Library [^\n]* version (2\\.[0-9]{1,3})");

    private ThisMachine() {}

    /**
     * What is known of a server by its data directory.
     *
     * @param version 0: not known
     * @param facts those that were given, and before those of the configuration
     */
    record Known(int version, List<Setting> facts) {}

    /**
     * Looks at a data directory, which may be here or not.
     *
     * @param version that was given; 0: none
     * @param given facts, which count before those of this machine
     */
    static Known known(Path dataDirectory, int version, List<Setting> given, Architecture architecture) {
        int here = ServerVersions.of(dataDirectory);
        List<Setting> facts = new ArrayList<>(given);
        if (here != 0) {
            facts.addAll(facts(architecture));
        }
        return new Known(version != 0 ? version : here, facts);
    }

    /** Facts of a server that runs here: none where it is of another architecture. */
    static List<Setting> facts(Architecture architecture) {
        String library = architecture == Architectures.ofThisMachine() ? library() : "";
        return library.isEmpty() ? List.of() : List.of(new Setting(ServerFacts.PREFIX + "c_library", library));
    }

    /** The C library that this program itself runs with: "glibc 2.41", "musl", or "" where that cannot be told. */
    private static String library() {
        try {
            for (String mapping : Files.readAllLines(MAPS, StandardCharsets.ISO_8859_1)) {
                int slash = mapping.indexOf('/');
                if (slash >= 0 && mapping.contains("/ld-musl-")) {
                    return "musl";
                }
                if (slash >= 0 && mapping.endsWith("/libc.so.6")) {
                    byte[] file = Files.readAllBytes(Path.of(mapping.substring(slash)));
                    Matcher found = GNU.matcher(new String(file, StandardCharsets.ISO_8859_1));
                    return found.find() ? "glibc " + found.group(1) : "";
                }
            }
        } catch (IOException e) {
            return "";
        }
        return "";
    }
}
