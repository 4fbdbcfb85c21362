package org.pgseccomp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pgseccomp.policy.SessionRoles.Role;

class SessionRolesTest {
    private static SessionRoles read(String roles, String aliases) {
        List<Setting> settings = new ArrayList<>();
        settings.add(new Setting("pgseccomp.session_roles", roles));
        if (aliases != null) {
            settings.add(new Setting("pgseccomp.session_role_aliases", aliases));
        }
        return SessionRoles.read(settings);
    }

    @Test
    void rolesAreSortedByTheirBytesAndEachIsThereOnce() {
        SessionRoles roles = read("b, \u00e4, \"B\", a, b, A", null);
        assertThat(roles.rejection()).isNull();
        assertThat(roles.roles())
                .containsExactly(
                        new Role("B", "B"), new Role("a", "a"), new Role("b", "b"), new Role("\u00e4", "\u00e4"));
    }

    @Test
    void noneAreListed() {
        assertThat(read("", "").roles()).isEmpty();
        assertThat(SessionRoles.read(List.of()).roles()).isEmpty();
    }

    @Test
    void anAliasTakesThePlaceOfTheName() {
        assertThat(read("\"web-app\", joe", "\"web_app=web-app\"").roles())
                .containsExactly(new Role("joe", "joe"), new Role("web-app", "web_app"));
        assertThat(read("\"a=b\"", "\"x=a=b\"").roles()).containsExactly(new Role("a=b", "x"));
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
