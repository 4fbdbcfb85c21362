package org.pgseccomp.extension.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Finds what reaches the server, and sees what nobody has told it of. */
class GeneratedCodeTest {
    private static final String UNIT = """
            #include "uchar.h"
            #include "classes/java/util/ArrayList.c"
            #include "classes/org/teavm/runtime/GC.c"
            #include "classes/org/pgseccomp/policy/NeededCall@dTable@d@linit@g@dlambda@d_0_0.c"
            #include "classes/org/pgseccomp/policy/NeededCall.c"
            #include "classes/org/pgseccomp/groups/CallGroup@d1.c"
            #include "classes/com/example/Library.c"
            #include "strings.c"
            """;

    @Test
    void ofAUnitEachOutermostClassIsNamedOnce() {
        assertThat(GeneratedCode.classes(UNIT))
                .containsExactly(
                        "com.example.Library", "org.pgseccomp.groups.CallGroup", "org.pgseccomp.policy.NeededCall");
    }

    /** What the tests of the group "generated" would say of it. */
    @Test
    void aPackageThatNoRuleKnowsIsSeen() {
        assertThat(GeneratedCode.packages(GeneratedCode.classes(UNIT)))
                .containsExactly("com.example", "org.pgseccomp.groups", "org.pgseccomp.policy");
        assertThat(ForbiddenCallsTest.notJudged(GeneratedCode.classes(UNIT)))
                .containsExactly("com.example.Library", "org.pgseccomp.groups.CallGroup");
        assertThat(ForbiddenConstructsTest.withoutSource(GeneratedCode.classes(UNIT)))
                .containsExactly("com.example.Library", "org.pgseccomp.groups.CallGroup");
    }

    @Test
    @Tag("generated")
    void itIsTheCodeOfThisExtension() {
        assertThat(GeneratedCode.classes())
                .contains(
                        "org.pgseccomp.extension.EntryPoint",
                        "org.pgseccomp.policy.PolicyReader",
                        "org.pgseccomp.bpf.FilterCompiler");
    }
}
