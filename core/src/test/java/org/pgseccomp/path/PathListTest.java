package org.pgseccomp.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathListTest {
    private static String shown(PathElement element) {
        String what = element.name() == null ? element.path() : element.name().text();
        return what + " " + element.rights() + " " + element.ordinal() + " " + element.position();
    }

    private static List<String> read(String text) {
        PathList list = PathList.read(text);
        assertThat(list.problems()).isEmpty();
        return list.elements().stream().map(PathListTest::shown).toList();
    }

    @Test
    void namesAndPathsHaveRightsOrNone() {
        assertThat(read("@data, @Config:RW , /srv/export:rw,/usr/bin:rx, /a:rwx, /b:r,/c"))
                .containsExactly(
                        "@data 0 1 1",
                        "@config 3 2 8",
                        "/srv/export 3 3 21",
                        "/usr/bin 5 4 36",
                        "/a 7 5 49",
                        "/b 1 6 57",
                        "/c 1 7 62");
    }

    @Test
    void whatIsQuotedIsAPathAsItIs() {
        assertThat(read("\"/srv/a, b\":rw, \"/srv/with:rw\", \"/srv/\"\"x\"\"\":r"))
                .containsExactly("/srv/a, b 3 1 1", "/srv/with:rw 1 2 17", "/srv/\"x\" 1 3 33");
        assertThat(PathList.read("\"@data\"").problems()).hasSize(1);
    }

    @Test
    void slashesThatAreTooManyAreLeftOut() {
        assertThat(read("//srv///x/, /, ///:rw")).containsExactly("/srv/x 1 1 1", "/ 1 2 13", "/ 3 3 16");
    }

    @Test
    void anEmptyListHasNothing() {
        assertThat(read("")).isEmpty();
        assertThat(read(" \n")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            @data, srv        | 2 | 8  | is not an absolute path
            @data, @temps     | 2 | 8  | is not a name of files
            /srv:w            | 1 | 1  | has rights that there are not
            /srv:             | 1 | 1  | has rights that there are not
            /a/../b           | 1 | 1  | has "." or ".." in its path
            /..               | 1 | 1  | has "." or ".." in its path
            /a, ,/b           | 2 | 5  | is empty
            /a,               | 2 | 4  | is empty
            /a /b             | 1 | 1  | is not followed by a comma
            @data:rw          | 1 | 1  | has rights, and what it stands for has rights of its own
            ,                 | 1 | 1  | is empty
            """)
    void whatCannotBeReadIsNamed(String text, int ordinal, int position, String reason) {
        List<ListProblem> problems = PathList.read(text).problems();
        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).ordinal()).isEqualTo(ordinal);
        assertThat(problems.get(0).position()).isEqualTo(position);
        assertThat(problems.get(0).reason()).isEqualTo(reason);
    }

    @Test
    void allWrongElementsAreNamed() {
        assertThat(PathList.read("a, b, @data").problems()).hasSize(2);
    }

    @Test
    void aNearNameIsOffered() {
        assertThat(PathList.read("@tablespace").problems().get(0).hint()).isEqualTo("Did you mean \"@tablespaces\"?");
    }

    @Test
    void thereIsALimit() {
        assertThat(PathList.read("/a" + ",/a".repeat(499)).problems()).isEmpty();
        assertThat(PathList.read("/a" + ",/a".repeat(500)).problems().get(0).reason())
                .isEqualTo("is one of more than 500");
        assertThat(PathList.read("/" + "a".repeat(4095)).problems().get(0).reason())
                .isEqualTo("is longer than a path can be");
    }
}
