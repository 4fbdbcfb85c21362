package org.pgseccomp.extension;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What code that reaches the server may use, and which way dependencies point. */
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

    @Test
    void nothingThatTheServersRuntimeCannotDoIsUsed() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.io..",
                        "java.nio..",
                        "java.util.regex..",
                        "java.util.stream..",
                        "java.util.concurrent..",
                        "java.lang.reflect..",
                        "java.text..",
                        "java.time..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .orShould()
                .callMethod(String.class, "format", String.class, Object[].class)
                .orShould()
                .callMethod(String.class, "split", String.class)
                .orShould()
                .callMethod(String.class, "toLowerCase")
                .orShould()
                .callMethod(String.class, "toUpperCase")
                .orShould()
                .callMethod(String.class, "format", Locale.class, String.class, Object[].class)
                .orShould()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(CLASSES);
    }
}
