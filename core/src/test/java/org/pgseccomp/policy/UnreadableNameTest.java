package org.pgseccomp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What guc-file.l refuses as the name of a setting, and what was meant. */
class UnreadableNameTest {
    @ParameterizedTest
    @CsvSource({
        "pgseccomp.session_syscall_allow.admin, session_syscall_allow.admin",
        "PGSECCOMP.Session_Syscall_Allow.Admin, Session_Syscall_Allow.Admin",
        "pgseccomp.process_syscall_error.archiver, process_syscall_error.archiver",
        "pgseccomp.database_syscall_default.app, database_syscall_default.app",
        "pgseccomp.session_paths.etl, session_paths.etl",
        "pgseccomp.session_syscall_allow.a$1, session_syscall_allow.a$1"
    })
    void thePrefixIsTooMuch(String token, String name) {
        assertThat(UnreadableName.hint(token))
                .isEqualTo(
                        "Write \"%s\": the settings of roles, databases and types of processes begin without \"pgseccomp.\"."
                                .formatted(name));
    }

    @ParameterizedTest
    @CsvSource({
        "session_syscall_allow.web-app, role, pgseccomp.session_role_aliases, web_app=web-app",
        "pgseccomp.session_syscall_allow.o.k, role, pgseccomp.session_role_aliases, o_k=o.k",
        "session_syscall_allow.1st, role, pgseccomp.session_role_aliases, _st=1st",
        "session_syscall_allow., role, pgseccomp.session_role_aliases, web_app=web-app",
        "database_syscall_error.my-db, database, pgseccomp.session_database_aliases, my_db=my-db"
    })
    void theNameNeedsAnAlias(String token, String kind, String setting, String element) {
        assertThat(UnreadableName.hint(token))
                .isEqualTo(
                        "The name of a setting ends in letters, digits and underscores only. Give the %s an alias, as in %s = '\"%s\"', and let the setting end in that."
                                .formatted(kind, setting, element));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "pgseccomp.",
                "pgseccomp.session_syscall_allow",
                "pgseccomp.profile.x",
                "session_syscall_allow",
                "session_syscall_allow.joe",
                "plpgsql.a.b",
                "=",
                "'"
            })
    void whatIsSomethingElseHasNoHint(String token) {
        assertThat(UnreadableName.hint(token)).isEmpty();
    }
}
