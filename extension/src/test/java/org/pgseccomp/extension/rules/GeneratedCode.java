package org.pgseccomp.extension.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * What reaches the server, as the generated C says: its unit all.c includes a file for each class. Tests of the group
 * "generated" ask; they run after TeaVM has compiled.
 */
public final class GeneratedCode {
    private static final Path UNIT = Path.of("target/generated-c/all.c");
    private static final String CLASS = "#include \"classes/";

    /** Java's own classes and TeaVM's, which are written for C. */
    private static final List<String> CLASS_LIBRARY = List.of("java.", "org.teavm.");

    private GeneratedCode() {}

    /** The outermost classes of all that reaches the server, but for the class library. */
    public static Collection<String> classes() {
        try {
            return classes(Files.readString(UNIT));
        } catch (IOException e) {
            throw new UncheckedIOException("mvn package makes it", e);
        }
    }

    /** The same for the text of a unit. A nested class, or what is made of a lambda, has a name that goes on with an @. */
    static Collection<String> classes(String unit) {
        TreeSet<String> classes = new TreeSet<>();
        for (String line : unit.lines().toList()) {
            if (line.startsWith(CLASS)) {
                String file = line.substring(CLASS.length(), line.lastIndexOf(".c"));
                String name = file.split("@", 2)[0].replace('/', '.');
                if (CLASS_LIBRARY.stream().noneMatch(name::startsWith)) {
                    classes.add(name);
                }
            }
        }
        return classes;
    }

    /** The packages of classes. */
    public static Collection<String> packages(Collection<String> classes) {
        TreeSet<String> packages = new TreeSet<>();
        classes.forEach(name -> packages.add(name.substring(0, name.lastIndexOf('.'))));
        return packages;
    }
}
