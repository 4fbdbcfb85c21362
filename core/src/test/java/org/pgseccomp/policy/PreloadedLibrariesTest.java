package org.pgseccomp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** By PostgreSQL's SplitDirectoriesString and expand_dynamic_library_name. */
class PreloadedLibrariesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "pgseccomp",
                " pgseccomp ",
                "pg_stat_statements,pgseccomp",
                "auto_explain , pgseccomp , foo",
                "$libdir/pgseccomp",
                "/usr/lib/postgresql/17/lib/pgseccomp.so",
                "pgseccomp.so",
                "\"pgseccomp\"",
                "\"a,b\", \"pgseccomp\" ",
            })
    void itIsLoaded(String list) {
        assertThat(new PreloadedLibraries(list).hasLibrary()).isTrue();
        assertThat(new PreloadedLibraries(list).isBroken()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "auto_explain",
                "xpgseccomp",
                "pgseccomp2",
                "pgseccomp.so.bak",
                "foo pgseccomp",
                "pgseccomp;auto_explain",
                "\"a,pgseccomp\"",
                "PGSECCOMP",
            })
    void otherLibrariesAre(String list) {
        assertThat(new PreloadedLibraries(list).hasLibrary()).isFalse();
        assertThat(new PreloadedLibraries(list).isBroken()).isFalse();
    }

    /** PostgreSQL logs "invalid list syntax", and loads nothing of it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "pgseccomp,",
                ",pgseccomp",
                "foo,,pgseccomp",
                "\"pgseccomp",
                "\"pgseccomp\"x",
                "\"foo\" pgseccomp",
            })
    void nothingIsLoadedOfAListThatCannotBeRead(String list) {
        assertThat(new PreloadedLibraries(list).hasLibrary()).isFalse();
        assertThat(new PreloadedLibraries(list).isBroken()).isTrue();
    }
}
