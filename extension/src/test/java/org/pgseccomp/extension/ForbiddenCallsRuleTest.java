package org.pgseccomp.extension;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** Methods of String that bring a locale, a formatter or regular expressions along, in every overload. */
class ForbiddenCallsRuleTest {
    private static final ArchRule RULE = noClasses()
            .should()
            .callMethodWhere(target(owner(JavaClass.Predicates.type(String.class)))
                    .and(target(nameMatching(
                            "format|formatted|split|matches|replaceAll|replaceFirst|toLowerCase|toUpperCase"))));

    @Test
    void noneIsCalled() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("org.pgseccomp");
        assertThat(classes.contain("org.pgseccomp.policy.PolicyReader")).isTrue();
        assertThat(classes.contain(Boundary.class)).isTrue();
        RULE.check(classes);
    }

    private static final class Offender {
        static boolean offends(String text) {
            return text.split(",", 2).length > text.formatted().length();
        }
    }

    @Test
    void theRuleSeesAnOffender() {
        assertThat(Offender.offends("")).isTrue();
        assertThat(RULE.evaluate(new ClassFileImporter().importClasses(Offender.class))
                        .getFailureReport()
                        .getDetails())
                .hasSize(2);
    }
}
