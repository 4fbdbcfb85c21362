package org.pgseccomp.syscall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyscallVersionsTest {
    private static final Path HEADERS = Path.of("/usr/include");
    private static final Path MAN_PAGE = Path.of("/usr/share/man/man2/syscalls.2.gz");

    /** The installed headers are of one version: they have what is older, and nothing that is newer. */
    @Test
    void theInstalledHeadersHaveTheCallsOfTheirVersion() throws IOException {
        Path calls = HEADERS.resolve("x86_64-linux-gnu/asm/unistd_64.h");
        Path version = HEADERS.resolve("linux/version.h");
        assumeTrue(Files.exists(calls) && Files.exists(version), "no headers of the kernel for x86_64");
        String written = Files.readString(version);
        KernelVersion headers =
                new KernelVersion(number(written, "LINUX_VERSION_MAJOR"), number(written, "LINUX_VERSION_PATCHLEVEL"));
        String defined = Files.readString(calls);

        for (Syscall syscall : Architecture.X86_64.syscalls().all()) {
            KernelVersion since = SyscallVersions.since(syscall);
            boolean isThere = since == null || !headers.isBefore(since);
            assertThat(defined.contains("__NR_" + syscall.name() + " "))
                    .as("%s, since %s, in the headers of %s", syscall.name(), since, headers)
                    .isEqualTo(isThere);
        }
    }

    @Test
    void theManPageSaysTheSame() throws IOException {
        assumeTrue(Files.exists(MAN_PAGE), "no syscalls(2)");
        String page;
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(MAN_PAGE))) {
            page = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
        Matcher lines = Pattern.compile("\\\\fB([a-z0-9_]+)\\\\fP\\(2\\)\t([0-9]+\\.[0-9]+)")
                .matcher(page);
        List<String> wrong = new ArrayList<>();
        int compared = 0;
        while (lines.find()) {
            Syscall syscall = Architecture.X86_64.syscalls().named(lines.group(1));
            KernelVersion written = KernelVersion.of(lines.group(2));
            if (syscall != null && new KernelVersion(4, 14).isBefore(written)) {
                compared++;
                if (!written.equals(SyscallVersions.since(syscall))) {
                    wrong.add(syscall.name() + " is there since " + written);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(compared).isGreaterThan(20);
    }

    /** The newest ones, by the kernel's release notes: they say of each release which calls it brought. */
    @ParameterizedTest
    @CsvSource({"mseal, 6.10", "cachestat, 6.5", "futex_wait, 6.7", "uretprobe, 6.11", "setxattrat, 6.13", "statx, "})
    void callsThatTheNotesOfAReleaseName(String call, String version) {
        KernelVersion since =
                SyscallVersions.since(Architecture.X86_64.syscalls().named(call));

        assertThat(since == null ? null : since.toString()).isEqualTo(version);
    }

    /** A call that is added to the tables has its version before it is released. */
    @Test
    void eachNewCallHasAVersion() {
        for (Architecture architecture : Architecture.values()) {
            for (Syscall syscall : architecture.syscalls().all()) {
                assertThat(syscall.number() < 424 || SyscallVersions.since(syscall) != null)
                        .as(syscall.name())
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "6.1, 6.1",
        "6.1.0-38-amd64, 6.1",
        "6.18-rc2, 6.18",
        "5.14.0-427.13.1.el9_4.x86_64, 5.14",
        "6, ",
        "6., ",
        ".1, ",
        "linux 6.1, ",
        "6.1x, ",
        "99999.1, ",
        "'', "
    })
    void releasesAreRead(String release, String version) {
        KernelVersion read = KernelVersion.of(release);

        assertThat(read == null ? null : read.toString()).isEqualTo(version);
    }

    private static int number(String text, String name) {
        Matcher found = Pattern.compile("#define " + name + " ([0-9]+)").matcher(text);
        assertThat(found.find()).as(name).isTrue();
        return Integer.parseInt(found.group(1));
    }
}
