package org.pgseccomp.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntryListTest {
    private static String read(String text) {
        EntryList list = EntryList.parse(text);
        return list.entries().stream().map(Entry::written).collect(Collectors.joining(" ; "))
                + list.errors().stream()
                        .map(error -> " !" + error.ordinal() + "@" + error.position() + " " + error.reason())
                        .collect(Collectors.joining());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
        read, WRITE                                | read ; write
        "read" , "WRITE"                           | read ; WRITE
        socket(domain: AF_UNIX, AF_INET), read     | socket(domain: AF_UNIX, AF_INET) ; read
        socket ( domain: AF_UNIX ) , read          | socket( domain: AF_UNIX ) ; read
        clone3 = ENOSYS                            | clone3 = ENOSYS
        mount(flags: 0)=EPERM,read                 | mount(flags: 0) = EPERM ; read
        @mount, -umount2, -@swap                   | @mount ; -umount2 ; -@swap
        "socket(domain: AF_UNIX)", read            | socket(domain: AF_UNIX) ; read
        """)
    void entriesAreTakenApart(String text, String entries) {
        assertThat(read(text)).isEqualTo(entries);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
        read, , write            | read ; write !2@7 is empty
        read,                    | read !2@6 is empty
        read write, log          | read ; log !1@1 is not followed by a comma
        socket(domain: 1, read   |  !1@1 has no closing parenthesis
        socket((1)), read        |  !1@1 has a parenthesis inside of its parentheses
        (domain: 1), read        | read !1@1 has no name
        mount =, read            | read !1@1 has nothing behind its equals sign
        read, "write             | read !2@7 has no closing quote
        socket(a: 1) b, read     | socket(a: 1) ; read !1@1 is not followed by a comma
        """)
    void whatIsWrongIsSaidWithItsPlaceAndTheRestIsRead(String text, String entries) {
        assertThat(read(text).strip()).isEqualTo(entries.strip());
    }

    @Test
    void positionsAreThoseOfTheList() {
        Entry entry = EntryList.parse("read, socket(domain: 1)").entries().get(1);
        assertThat(entry.position()).isEqualTo(7);
        assertThat(entry.conditionPosition()).isEqualTo(14);
    }
}
