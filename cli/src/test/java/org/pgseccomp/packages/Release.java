package org.pgseccomp.packages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The release that this tree is: its version has one source, the parent's pom.xml. */
public final class Release {
    private Release() {}

    public static String version() throws IOException {
        return first("../pom.xml", "(?m)^  <version>(.*)</version>$");
    }

    public static String threeNumbers() throws IOException {
        String version = version();
        return version.chars().filter(c -> c == '.').count() == 2 ? version : version + ".0";
    }

    /** What the group of the pattern is where it is found first. */
    public static String first(String file, String pattern) throws IOException {
        Matcher found = Pattern.compile(pattern).matcher(Files.readString(Path.of(file)));
        if (!found.find()) {
            throw new IOException(file + " has no " + pattern);
        }
        return found.group(1);
    }
}
