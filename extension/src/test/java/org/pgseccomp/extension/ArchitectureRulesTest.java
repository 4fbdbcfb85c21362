package org.pgseccomp.extension;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Which way dependencies point. What code that reaches the server may not use is in the package rules. */
class ArchitectureRulesTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.pgseccomp");

    @Test
    void dependenciesPointOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("syscall")
                .definedBy("org.pgseccomp.syscall")
                .layer("group")
                .definedBy("org.pgseccomp.group")
                .layer("policy")
                .definedBy("org.pgseccomp.policy")
                .layer("bpf")
                .definedBy("org.pgseccomp.bpf")
                .layer("plan")
                .definedBy("org.pgseccomp.plan")
                .layer("observe")
                .definedBy("org.pgseccomp.observe")
                .layer("extension")
                .definedBy("org.pgseccomp.extension")
                .whereLayer("extension")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("bpf")
                .mayOnlyBeAccessedByLayers("extension")
                .whereLayer("observe")
                .mayOnlyBeAccessedByLayers("extension")
                .whereLayer("plan")
                .mayOnlyBeAccessedByLayers("extension")
                .whereLayer("group")
                .mayOnlyBeAccessedByLayers("policy", "plan", "bpf", "observe", "extension")
                .whereLayer("policy")
                .mayOnlyBeAccessedByLayers("plan", "bpf", "observe", "extension")
                .check(CLASSES);
    }

    /** A package that the layers above leave out would depend on what it likes. */
    @Test
    void everyPackageIsALayer() {
        assertThat(CLASSES.stream().map(JavaClass::getPackageName).distinct())
                .containsExactlyInAnyOrder(
                        "org.pgseccomp.syscall",
                        "org.pgseccomp.group",
                        "org.pgseccomp.policy",
                        "org.pgseccomp.plan",
                        "org.pgseccomp.bpf",
                        "org.pgseccomp.observe",
                        "org.pgseccomp.extension");
    }

    @Test
    void theCoreDependsOnJavaOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.pgseccomp.extension..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("java..", "org.pgseccomp..")
                .check(CLASSES);
    }
}
