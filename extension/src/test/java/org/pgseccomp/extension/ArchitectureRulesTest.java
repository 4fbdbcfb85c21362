package org.pgseccomp.extension;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.pgseccomp.extension.rules.GeneratedCode;

/** Which way dependencies point. What code that reaches the server may not use is in the package rules. */
class ArchitectureRulesTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.pgseccomp");
    /** A package each. */
    private static final List<String> LAYERS = List.of(
            "org.pgseccomp.conf",
            "org.pgseccomp.syscall",
            "org.pgseccomp.constant",
            "org.pgseccomp.group",
            "org.pgseccomp.condition",
            "org.pgseccomp.language",
            "org.pgseccomp.profile",
            "org.pgseccomp.path",
            "org.pgseccomp.policy",
            "org.pgseccomp.attack",
            "org.pgseccomp.plan",
            "org.pgseccomp.bpf",
            "org.pgseccomp.observe",
            "org.pgseccomp.simulate",
            "org.pgseccomp.recommend",
            "org.pgseccomp.check",
            "org.pgseccomp.extension");

    private static LayeredArchitecture layers() {
        LayeredArchitecture layers = layeredArchitecture().consideringOnlyDependenciesInLayers();
        for (String layer : LAYERS) {
            layers = layers.layer(layer.substring(layer.lastIndexOf('.') + 1)).definedBy(layer);
        }
        return layers;
    }

    @Test
    void dependenciesPointOneWay() {
        layers().whereLayer("extension")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("check")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("bpf")
                .mayOnlyBeAccessedByLayers("check", "extension")
                .whereLayer("recommend")
                .mayOnlyBeAccessedByLayers("extension")
                .whereLayer("simulate")
                .mayOnlyBeAccessedByLayers("recommend", "extension")
                .whereLayer("observe")
                .mayOnlyBeAccessedByLayers("simulate", "recommend", "extension")
                .whereLayer("attack")
                .mayOnlyBeAccessedByLayers("check", "extension")
                .whereLayer("plan")
                .mayOnlyBeAccessedByLayers("simulate", "recommend", "check", "extension")
                .whereLayer("policy")
                .mayOnlyBeAccessedByLayers(
                        "plan", "attack", "bpf", "observe", "simulate", "recommend", "check", "extension")
                .check(CLASSES);
    }

    /** A package that reaches the server and is no layer would depend on what it likes. */
    @Test
    @Tag("generated")
    void everyPackageThatReachesTheServerIsALayer() {
        assertThat(LAYERS).containsAll(GeneratedCode.packages(GeneratedCode.classes()));
    }

    /** So would one that does not reach it yet. */
    @Test
    void everyPackageIsALayer() {
        assertThat(CLASSES.stream().map(JavaClass::getPackageName).distinct())
                .containsExactlyInAnyOrderElementsOf(LAYERS);
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
