package org.pgseccomp.extension;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** script/slowest: where a run of script/test took its time. */
class SlowestTest {
    private static final String HEAD = "[INFO] Tests run: 2, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: ";

    private static String slowest(Path steps, Path... logs) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("../script/slowest", steps.toString()).redirectErrorStream(true);
        for (Path log : logs) {
            builder.command().add(log.toString());
        }
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    @Test
    void stepsTakeUntilTheNextOneAndClassesWhatMavenSays(@TempDir Path folder) throws Exception {
        Path steps = Files.createDirectory(folder.resolve("steps"));
        Files.writeString(steps.resolve("main"), "1000 first\n1007 the second one\n1120 third\n1121 end\n");
        Files.writeString(steps.resolve("analyze"), "1000 beside\n1090 end\n");
        Path unit = Files.writeString(
                folder.resolve("unit.log"),
                HEAD
                        + "0.978 s -- in org.pgseccomp.plan.PlannerTest\n[INFO] Tests run: 5, Failures: 0, Errors: 0, Skipped: 0\n");
        Path server = Files.writeString(
                folder.resolve("server-15.log"),
                HEAD + "94.63 s <<< FAILURE! -- in org.pgseccomp.extension.server.ClockTest\n" + HEAD
                        + "12 s -- in org.pgseccomp.extension.server.WarnTest\n");
        assertThat(slowest(steps, unit, server).replaceAll("(?m)^ +", "")).isEqualTo("""
                the ten slowest steps:
                113 s  the second one
                90 s  beside
                7 s  first
                1 s  third
                the ten slowest test classes:
                95 s  org.pgseccomp.extension.server.ClockTest (server-15)
                12 s  org.pgseccomp.extension.server.WarnTest (server-15)
                1 s  org.pgseccomp.plan.PlannerTest (unit)
                """);
    }

    @Test
    void thereAreTenAndNoMore(@TempDir Path folder) throws Exception {
        Path steps = Files.createDirectory(folder.resolve("steps"));
        StringBuilder timeline = new StringBuilder();
        for (int i = 0; i < 15; i++) {
            timeline.append(1000 + i * i).append(" step ").append(i).append('\n');
        }
        Files.writeString(steps.resolve("main"), timeline.append("1300 end\n"));
        assertThat(slowest(steps).lines().filter(line -> line.contains(" step ")))
                .hasSize(10)
                .first()
                .asString()
                .endsWith("104 s  step 14");
    }
}
