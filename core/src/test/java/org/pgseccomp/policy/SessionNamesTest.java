package org.pgseccomp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pgseccomp.policy.SessionNames.Named;

class SessionNamesTest {
    private static SessionNames read(String roles, String aliases) {
        List<Setting> settings = new ArrayList<>();
        settings.add(new Setting("pgseccomp.session_roles", roles));
        if (aliases != null) {
            settings.add(new Setting("pgseccomp.session_role_aliases", aliases));
        }
        return SessionNames.roles(settings);
    }

    @Test
    void rolesAreSortedByTheirBytesAndEachIsThereOnce() {
        SessionNames roles = read("b, \u00e4, \"B\", a, b, A", null);
        assertThat(roles.rejection()).isNull();
        assertThat(roles.all())
                .containsExactly(
                        new Named("B", "B"), new Named("a", "a"), new Named("b", "b"), new Named("\u00e4", "\u00e4"));
    }

    @Test
    void noneAreListed() {
        assertThat(read("", "").all()).isEmpty();
        assertThat(SessionNames.roles(List.of()).all()).isEmpty();
    }

    @Test
    void anAliasTakesThePlaceOfTheName() {
        assertThat(read("\"web-app\", joe", "\"web_app=web-app\"").all())
                .containsExactly(new Named("joe", "joe"), new Named("web-app", "web_app"));
        assertThat(read("\"a=b\"", "\"x=a=b\"").all()).containsExactly(new Named("a=b", "x"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
        joe        | joe               | is not an alias and a role
        joe        | =joe              | is not an alias and a role
        joe        | j=                | is not an alias and a role
        joe        | 1x=joe            | is not an alias and a role
        joe        | x-y=joe           | is not an alias and a role
        joe        | x.y=joe           | is not an alias and a role
        joe        | x=jo              | "jo", does not stand in pgseccomp.session_roles
        joe        | x=joe, y=joe      | has two aliases
        joe,       | x=joe             | Element 2, at character 5, is empty
        "joe       | x=joe             | has no closing quote
        ""         | x=joe             | cannot be the name of a role
        """)
    void whatIsNotUnderstoodIsRefused(String roles, String aliases, String detail) {
        Rejection rejection = read(roles, aliases).rejection();
        assertThat(rejection).isNotNull();
        assertThat(rejection.message()).startsWith("invalid list of roles in parameter \"pgseccomp.session_role");
        assertThat(rejection.detail()).contains(detail);
    }

    @Test
    void aNameHasAtMost63Bytes() {
        assertThat(read("r".repeat(63), null).rejection()).isNull();
        assertThat(read("r".repeat(64), null).rejection().hint()).isEqualTo("A role's name has 1 to 63 bytes.");
    }
}
