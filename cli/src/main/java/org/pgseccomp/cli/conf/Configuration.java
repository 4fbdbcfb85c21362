package org.pgseccomp.cli.conf;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.pgseccomp.conf.ConfigurationLine;
import org.pgseccomp.policy.UnreadableName;
import org.pgseccomp.syscall.AsciiCase;

/**
 * The configuration of a server: a file, what it includes, and what ALTER SYSTEM has written. Read as PostgreSQL does it ({@code
 * ParseConfigFp} in guc-file.l): the last line of a name counts, upper and lower case are the same.
 */
public final class Configuration {
    /** U+FEFF in UTF-8, one char for each byte. */
    private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

    private static final int DEEPEST = 10;

    /** No configuration is as long; a device may be. */
    private static final int LONGEST = 64 << 20;

    /** More files are no configuration: ten files that include each other are billions of them. */
    private static final int MOST_FILES = 1000;

    private static final int MOST_ERRORS_OF_FILE = 100;

    /** What ALTER SYSTEM writes, in the data directory. */
    private static final String OWN_FILE = "postgresql.auto.conf";

    private final Map<String, WrittenSetting> settings = new LinkedHashMap<>();
    private final List<ConfigurationProblem> problems = new ArrayList<>();

    /** Whether it was said that there are more files than are read. */
    private boolean hasTooManyFiles;

    private final List<String> files = new ArrayList<>();

    private Configuration() {}

    /** Reads a configuration; what cannot be read is among its problems. */
    public static Configuration read(Path file) {
        Configuration configuration = new Configuration();
        configuration.include(file.toString(), file, 0, null);
        Path own = configuration.dataDirectory(file).resolve(OWN_FILE);
        if (!file.endsWith(OWN_FILE) && Files.exists(own)) {
            configuration.include(own.toString(), own, 0, null);
        }
        return configuration;
    }

    /** A configuration of these settings alone. */
    public static Configuration of(List<WrittenSetting> settings) {
        Configuration configuration = new Configuration();
        settings.forEach(each -> configuration.settings.put(AsciiCase.lower(each.name()), each));
        return configuration;
    }

    /** Each setting once, in the order in which the lines that count stand. */
    public List<WrittenSetting> settings() {
        return List.copyOf(settings.values());
    }

    /** The setting of a name, or null. */
    public WrittenSetting setting(String name) {
        return settings.get(AsciiCase.lower(name));
    }

    /** What a server would not start with. */
    public List<ConfigurationProblem> problems() {
        return List.copyOf(problems);
    }

    /** The files that were read, in their order. */
    public List<String> files() {
        return List.copyOf(files);
    }

    /** Where the server keeps its data: {@code data_directory}, or where the file is. */
    public Path dataDirectory(Path file) {
        WrittenSetting written = setting("data_directory");
        Path folder = file.toAbsolutePath().getParent();
        return written == null || written.value().isEmpty() ? folder : folder.resolve(written.value());
    }

    /** Where a file is included. */
    private record Place(String file, int line) {}

    private void report(Place place, String ofFile, String message) {
        problems.add(new ConfigurationProblem(
                place == null ? ofFile : place.file(), place == null ? 0 : place.line(), message, ""));
    }

    private void include(String name, Path path, int depth, Place place) {
        if (depth > DEEPEST) {
            report(place, name, "could not open configuration file \"" + name + "\": maximum nesting depth exceeded");
            return;
        }
        if (files.size() == MOST_FILES) {
            if (!hasTooManyFiles) {
                report(
                        place,
                        name,
                        "more than " + MOST_FILES + " configuration files are included; the others are not read");
            }
            hasTooManyFiles = true;
            return;
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            bytes = in.readNBytes(LONGEST + 1);
            if (bytes.length > LONGEST) {
                throw new IOException("it is longer than " + (LONGEST >> 20) + " MB");
            }
        } catch (IOException e) {
            report(place, name, "could not open configuration file \"" + name + "\": " + reason(e, path));
            return;
        }
        files.add(name);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (text.startsWith(BYTE_ORDER_MARK)) {
            problems.add(new ConfigurationProblem(
                    name,
                    1,
                    "the file begins with a byte order mark, which PostgreSQL takes for letters of its first line",
                    "Save it as UTF-8 without a byte order mark."));
            text = text.substring(BYTE_ORDER_MARK.length());
        }
        String[] lines = text.split("\n", -1);
        int errors = 0;
        for (int i = 0; i < lines.length; i++) {
            if (!readLine(lines[i], new Place(name, i + 1), path, depth)) {
                errors++;
                if (errors >= MOST_ERRORS_OF_FILE) {
                    report(
                            new Place(name, i + 1),
                            name,
                            "too many syntax errors found, abandoning file \"" + name + "\"");
                    return;
                }
            }
        }
    }

    private static String reason(IOException e, Path path) {
        if (e instanceof NoSuchFileException || e instanceof NotDirectoryException) {
            return "No such file or directory";
        }
        if (e instanceof AccessDeniedException) {
            return "Permission denied";
        }
        return Files.isDirectory(path) ? "Is a directory" : String.valueOf(e.getMessage());
    }

    /** False for a line that is none. */
    private boolean readLine(String text, Place place, Path file, int depth) {
        ConfigurationLine line = ConfigurationLine.read(text, place.line());
        if (line != null && line.isWrong()) {
            problems.add(new ConfigurationProblem(
                    place.file(), place.line(), line.problem(), UnreadableName.hint(line.wrongToken())));
            return false;
        }
        if (line != null) {
            take(line.name(), line.value(), place, file, depth);
        }
        return true;
    }

    private void take(String name, String value, Place place, Path file, int depth) {
        switch (AsciiCase.lower(name)) {
            case "include" -> includeFile(value, place, file, depth, false);
            case "include_if_exists" -> includeFile(value, place, file, depth, true);
            case "include_dir" -> includeFolder(value, place, file, depth);
            default -> {
                // What is written later stands later.
                settings.remove(AsciiCase.lower(name));
                settings.put(AsciiCase.lower(name), new WrittenSetting(name, value, place.file(), place.line()));
            }
        }
    }

    private static Path beside(Path file, String name) {
        Path parent = file.toAbsolutePath().getParent();
        // As bytes: the names of files have no encoding.
        return parent.resolve(new String(name.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }

    private void includeFile(String name, Place place, Path file, int depth, boolean ifExists) {
        if (name.isBlank()) {
            report(place, place.file(), "empty configuration file name: \"" + name + "\"");
            return;
        }
        Path path = beside(file, name);
        if (!ifExists || Files.exists(path)) {
            include(path.toString(), path, depth + 1, place);
        }
    }

    private void includeFolder(String name, Place place, Path file, int depth) {
        if (name.isBlank()) {
            report(place, place.file(), "empty configuration directory name: \"" + name + "\"");
            return;
        }
        Path folder = beside(file, name);
        try (Stream<Path> found = Files.list(folder)) {
            Path[] included = found.filter(path -> isIncluded(path.getFileName().toString()))
                    .filter(path -> !Files.isDirectory(path))
                    .toArray(Path[]::new);
            Arrays.sort(included, (a, b) -> Arrays.compareUnsigned(bytes(a), bytes(b)));
            for (Path path : included) {
                include(path.toString(), path, depth + 1, place);
            }
        } catch (IOException e) {
            report(
                    place,
                    place.file(),
                    "could not open configuration directory \"" + folder + "\": " + reason(e, folder));
        }
    }

    private static boolean isIncluded(String name) {
        return name.length() > ".conf".length() && name.endsWith(".conf") && !name.startsWith(".");
    }

    private static byte[] bytes(Path path) {
        return path.getFileName().toString().getBytes(StandardCharsets.UTF_8);
    }
}
