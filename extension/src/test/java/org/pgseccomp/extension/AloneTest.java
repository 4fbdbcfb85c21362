package org.pgseccomp.extension;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Where two classes of tests run beside each other (script/test-on), what the kernel has once for all belongs to one at a time: classes that read
 * its log or its audit have the tag "alone".
 */
class AloneTest {
    @Test
    void whoReadsTheKernelsLogOrItsAuditIsAlone() throws IOException {
        List<String> readers = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/test/java/org/pgseccomp/extension/server"))) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith("Test.java")).toList()) {
                String text = Files.readString(file);
                if (text.contains("AuditDaemon.start(") || text.contains("\"dmesg\"")) {
                    readers.add(file.getFileName().toString());
                    assertThat(text).as(file.toString()).contains("@Tag(\"alone\")");
                }
            }
        }
        assertThat(readers).contains("LearnTest.java", "QuietCallsTest.java", "SeedDocumentTest.java");
    }
}
