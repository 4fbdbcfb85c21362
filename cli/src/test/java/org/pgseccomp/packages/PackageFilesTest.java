package org.pgseccomp.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the files of the packages say of the release, and of each other. Whether they build is script/packages' to see. */
final class PackageFilesTest {
    private static final String DEBIAN = "../debian/";

    @Test
    void theDebianPackageHasTheVersionOfTheRelease() throws IOException {
        String version = Release.first(DEBIAN + "changelog", "^pgseccomp \\((.*)\\) unstable; urgency=medium\n");
        assertThat(version).matches(Release.version().replace(".", "\\.") + "-[1-9][0-9]*");
    }

    /** Files in packages carry this time, and a tarball must not be newer than what is made of it. */
    @Test
    void theDebianPackageHasTheTimeOfTheRelease() throws IOException {
        String date = Release.first(DEBIAN + "changelog", "(?m)^ -- .* <.*>  (.*)$");
        long seconds =
                ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toEpochSecond();
        assertThat(seconds).isEqualTo(Long.parseLong(Release.first("../script/lib.sh", "(?m)^release_time=(.*)$")));
        assertThat(ZonedDateTime.parse(Release.first("../pom.xml", "outputTimestamp>(.*)</project"))
                        .toEpochSecond())
                .isEqualTo(seconds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pgseccomp.spec", "pgseccomp-tool.spec"})
    void theRpmPackageHasTheVersionOfTheRelease(String spec) throws IOException {
        String file = "../packaging/rpm/" + spec;
        assertThat(Release.first(file, "(?m)^Version: +(.*)$")).isEqualTo(Release.version());
        assertThat(Release.first(file, "(?m)^%changelog\n.* - (.*)-1PGDG$")).isEqualTo(Release.version());
    }

    @Test
    void theDockerfileBuildsThisRelease() throws IOException {
        assertThat(Release.first("../examples/docker/Dockerfile", "(?m)^ARG PGSECCOMP_VERSION=(.*)$"))
                .isEqualTo(Release.version());
    }

    /** Every stanza of debian/control.in has what Debian's policy asks for, and lines that are no field continue one. */
    @Test
    void debianControlHasItsFields() throws IOException {
        String[] stanzas =
                Files.readString(Path.of(DEBIAN + "control.in")).strip().split("\n\n", -1);
        assertThat(stanzas).hasSize(3);
        List<List<String>> fields = new ArrayList<>();
        for (String stanza : stanzas) {
            assertThat(stanza.lines()).allMatch(line -> line.matches("( .+|[A-Z][A-Za-z-]*:.*)"));
            fields.add(stanza.lines()
                    .filter(line -> !line.startsWith(" "))
                    .map(line -> line.substring(0, line.indexOf(':')))
                    .toList());
        }
        assertThat(fields.get(0))
                .contains("Source", "Section", "Priority", "Maintainer", "Build-Depends", "Standards-Version");
        assertThat(fields.get(1)).contains("Package", "Architecture", "Depends", "Description");
        assertThat(fields.get(2)).contains("Package", "Architecture", "Depends", "Recommends", "Description");
    }

    /** The extension's package brings neither Java nor the tool along. */
    @Test
    void theExtensionDoesNotAskForJava() throws IOException {
        String stanza = Files.readString(Path.of(DEBIAN + "control.in")).split("\n\n", -1)[1];
        assertThat(stanza).startsWith("Package: postgresql-PGVERSION-pgseccomp").doesNotContainIgnoringCase("java");
        assertThat(stanza.substring(0, stanza.indexOf("\nSuggests"))).doesNotContain("\n pgseccomp");
    }

    @Test
    void debianTestsAreThere() throws IOException {
        List<String> tests = Files.readString(Path.of(DEBIAN + "tests/control"))
                .lines()
                .filter(line -> line.startsWith("Tests: "))
                .map(line -> line.substring("Tests: ".length()))
                .toList();
        assertThat(tests).containsExactlyInAnyOrder("installcheck", "strict-profile", "tool");
        for (String test : tests) {
            assertThat(Path.of(DEBIAN + "tests/" + test)).isExecutable();
        }
    }

    /** debhelper puts code of its own in their place. */
    @Test
    void maintainerScriptsLeaveRoomForDebhelper() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(DEBIAN))) {
            List<Path> scripts = files.filter(file -> file.toString().matches(".*\\.(post|pre)(inst|rm)"))
                    .toList();
            assertThat(scripts).isNotEmpty();
            for (Path script : scripts) {
                assertThat(script)
                        .content()
                        .startsWith("#!/bin/sh\n")
                        .contains("\nset -e\n")
                        .contains("\n#DEBHELPER#\n");
            }
        }
    }
}
