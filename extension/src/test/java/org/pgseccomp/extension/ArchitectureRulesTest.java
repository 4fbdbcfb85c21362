package org.pgseccomp.extension;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

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
                .layer("policy")
                .definedBy("org.pgseccomp.policy")
                .layer("bpf")
                .definedBy("org.pgseccomp.bpf")
                .layer("extension")
                .definedBy("org.pgseccomp.extension")
                .whereLayer("extension")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("bpf")
                .mayOnlyBeAccessedByLayers("extension")
                .whereLayer("policy")
                .mayOnlyBeAccessedByLayers("bpf", "extension")
                .check(CLASSES);
    }

    @Test
    void theCoreDependsOnJavaOnly() {
        noClasses()
                .that()
                .resideInAnyPackage("org.pgseccomp.syscall", "org.pgseccomp.policy", "org.pgseccomp.bpf")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("java..", "org.pgseccomp..")
                .check(CLASSES);
    }
}
