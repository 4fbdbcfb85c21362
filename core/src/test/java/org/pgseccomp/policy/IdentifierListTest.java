package org.pgseccomp.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The expected splits are those of SplitIdentifierString in PostgreSQL's varlena.c. */
class IdentifierListTest {
    static Stream<Arguments> lists() {
        return Stream.of(
                arguments("", List.of()),
                arguments(" \t\r\n\f", List.of()),
                arguments("read", List.of("read")),
                arguments("read,write", List.of("read", "write")),
                arguments("  read ,\n\twrite  ", List.of("read", "write")),
                arguments("READ, Write", List.of("read", "write")),
                arguments("\"READ\", \"a b\"", List.of("READ", "a b")),
                arguments("\"a\"\"b\"", List.of("a\"b")),
                arguments("\"\"\"\"", List.of("\"")),
                arguments("\"\"", List.of("")),
                arguments("\"a,b\"", List.of("a,b")),
                arguments("re\"ad", List.of("re\"ad")),
                arguments("*", List.of("*")),
                arguments("read,read", List.of("read", "read")));
    }

    @ParameterizedTest
    @MethodSource("lists")
    void listsAreSplitAsPostgresDoes(String text, List<String> names) {
        IdentifierList list = IdentifierList.parse(text);
        assertThat(list.error()).isNull();
        assertThat(list.elements()).extracting(IdentifierList.Element::name).isEqualTo(names);
    }

    static Stream<Arguments> errors() {
        return Stream.of(
                arguments(",", "is empty", 1, 1),
                arguments("read,", "is empty", 2, 6),
                arguments("read, ", "is empty", 2, 7),
                arguments("read,,write", "is empty", 2, 6),
                arguments(",read", "is empty", 1, 1),
                arguments("read write", "is not followed by a comma", 1, 1),
                arguments("close, read write", "is not followed by a comma", 2, 8),
                arguments("\"read\"write", "is not followed by a comma", 1, 1),
                arguments("\"read", "has no closing quote", 1, 1),
                arguments("read, \"", "has no closing quote", 2, 7),
                arguments("\"read\"\"", "has no closing quote", 1, 1));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void errorsSayWhichElementAndWhere(String text, String reason, int ordinal, int position) {
        IdentifierList list = IdentifierList.parse(text);
        assertThat(list.elements()).isEmpty();
        assertThat(list.error()).isEqualTo(new IdentifierList.SyntaxError(reason, ordinal, position));
    }

    @Test
    void elementsKnowWhereTheyStand() {
        assertThat(IdentifierList.parse(" read,  \"Write\"").elements())
                .containsExactly(
                        new IdentifierList.Element("read", 1, 2, false),
                        new IdentifierList.Element("Write", 2, 9, true));
    }

    @Test
    void aLongListIsReadWhole() {
        String text = "read,".repeat(20_000) + "write";
        assertThat(IdentifierList.parse(text).elements()).hasSize(20_001).last().satisfies(last -> {
            assertThat(last.name()).isEqualTo("write");
            assertThat(last.position()).isEqualTo(100_001);
        });
    }
}
