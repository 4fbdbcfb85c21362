package org.pgseccomp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pgseccomp.syscall.Architecture;

class LearntOnTest {
    private static final String VALUE =
            "postgresql 15.14, glibc 2.36, linux 6.1.0-38-amd64, x86_64, fsync on, dblink 1.2, postgis 3.3.2";

    private static ServerFacts facts(String... names) {
        List<Setting> facts = new ArrayList<>();
        for (int i = 0; i < names.length; i += 2) {
            facts.add(new Setting(ServerFacts.PREFIX + names[i], names[i + 1]));
        }
        return ServerFacts.among(facts);
    }

    private static Rejection changed(ServerFacts facts) {
        return LearntOn.changed(new Setting("pgseccomp.learnt_on", VALUE), Architecture.X86_64, facts);
    }

    @Test
    void whatItSaysIsNoDifferenceOnTheSameSystem() {
        ServerFacts same = facts(
                "version_num",
                "150014",
                "c_library",
                "glibc 2.36",
                "kernel",
                "6.1.0-38-amd64",
                "fsync",
                "on",
                "extensions",
                "dblink 1.2, postgis 3.3.2");
        assertThat(LearntOn.text(Architecture.X86_64, same)).isEqualTo(VALUE);
        assertThat(changed(same)).isNull();
    }

    @Test
    void whatIsNotKnownIsNotCompared() {
        assertThat(changed(ServerFacts.UNKNOWN)).isNull();
        assertThat(changed(facts("version_num", "150000")))
                .as("of a major version alone")
                .isNull();
    }

    @Test
    void eachDifferenceIsNamed() {
        Rejection said = changed(facts(
                "version_num",
                "150015",
                "c_library",
                "glibc 2.41",
                "kernel",
                "6.12.1",
                "fsync",
                "off",
                "extensions",
                "dblink 1.2, postgis 3.4"));
        assertThat(said.detail())
                .isEqualTo(
                        "postgresql 15.14 then, postgresql 15.15 now; glibc 2.36 then, glibc 2.41 now; linux 6.1.0-38-amd64 then,"
                                + " linux 6.12.1 now; fsync on then, fsync off now; postgis 3.3.2 then, postgis 3.4 now.");
        assertThat(said.hint())
                .contains(
                        "pgseccomp.learnt_on = 'postgresql 15.15, glibc 2.41, linux 6.12.1, x86_64, fsync off, dblink 1.2, postgis 3.4'");
    }

    @Test
    void anotherArchitectureIsADifference() {
        Rejection said = LearntOn.changed(
                new Setting("pgseccomp.learnt_on", "x86_64"), Architecture.AARCH64, ServerFacts.UNKNOWN);
        assertThat(said.detail()).isEqualTo("x86_64 then, aarch64 now.");
    }
}
