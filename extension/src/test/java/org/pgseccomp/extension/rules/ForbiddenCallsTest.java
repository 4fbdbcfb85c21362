package org.pgseccomp.extension.rules;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pgseccomp.extension.Boundary;

/** Calls and types that must not reach the server. Each rule has an offender, which shows that it can fail. */
class ForbiddenCallsTest {
    /** Every package of the core and the extension; what does not reach the server is in other modules, or is a test. */
    private static final JavaClasses PRODUCTION = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.pgseccomp");

    private record Rule(String name, ArchRule rule, Class<?> offender) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static ArchRule noCall(Class<?> type, String methods, String reason) {
        return noClasses()
                .should()
                .callMethodWhere(target(owner(assignableTo(type))).and(target(nameMatching(methods))))
                .because(reason);
    }

    private static ArchRule noType(String reason, String... packagesOrTypes) {
        return noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching(String.join("|", packagesOrTypes))
                .because(reason);
    }

    static Stream<Rule> rules() {
        return Stream.of(
                new Rule(
                        "format strings",
                        noCall(
                                String.class,
                                "format|formatted",
                                "they bring 1.2 MB of code along and follow the locale"),
                        Offenders.Formats.class),
                new Rule(
                        "regular expressions",
                        noCall(
                                String.class,
                                "split|matches|replaceAll|replaceFirst",
                                "they bring 460 kB of code along, and some inputs take them for ever"),
                        Offenders.Splits.class),
                new Rule(
                        "patterns and formatters",
                        noType(
                                "they are large and follow the locale",
                                "java\\.util\\.regex\\..*",
                                "java\\.util\\.(Formatter|Scanner|StringTokenizer)",
                                "java\\.text\\..*"),
                        Offenders.Matches.class),
                new Rule(
                        "case mapping",
                        noCall(
                                String.class,
                                "toLowerCase|toUpperCase|equalsIgnoreCase|compareToIgnoreCase",
                                "it follows the default locale or Unicode; names are ASCII"),
                        Offenders.Lowers.class),
                new Rule(
                        "locales and charsets",
                        noType(
                                "the native runtime follows LC_CTYPE, and charsets are 80 kB; text is one char a byte",
                                "java\\.util\\.Locale",
                                "java\\.nio\\.charset\\..*"),
                        Offenders.Localizes.class),
                new Rule(
                        "bytes of strings",
                        noCall(String.class, "getBytes", "it uses the default charset or brings one along"),
                        Offenders.Encodes.class),
                new Rule(
                        "standard streams",
                        noClasses()
                                .should()
                                .accessField(System.class, "out")
                                .orShould()
                                .accessField(System.class, "err")
                                .orShould()
                                .accessField(System.class, "in")
                                .because("a server process has none of its own"),
                        Offenders.Prints.class),
                new Rule(
                        "threads",
                        noType(
                                "a backend has one thread",
                                "java\\.lang\\.(Thread|ThreadLocal|Runtime|Process|ProcessBuilder)(\\$.*)?",
                                "java\\.util\\.(Timer.*|concurrent\\..*)"),
                        Offenders.Starts.class),
                new Rule(
                        "waiting",
                        noCall(Object.class, "wait|notify|notifyAll", "a backend has one thread"),
                        Offenders.Waits.class),
                new Rule(
                        "synchronized methods",
                        noMethods()
                                .should()
                                .haveModifier(JavaModifier.SYNCHRONIZED)
                                .because("a backend has one thread, and a monitor on a string literal crashes"),
                        Offenders.Locks.class),
                new Rule(
                        "reflection",
                        noType("it is not compiled", "java\\.lang\\.(reflect|invoke\\.MethodHandles)\\..*")
                                .allowEmptyShould(true),
                        Offenders.Reflects.class),
                new Rule(
                        "classes by name, and resources",
                        noCall(
                                Class.class,
                                "forName|get(Declared)?(Method|Field|Constructor)s?|newInstance|getResource(AsStream)?",
                                "reflection is not compiled, and there is no class path: a resource is null"),
                        Offenders.Looks.class),
                new Rule(
                        "class loaders",
                        noType("there is no class path", "java\\.lang\\.ClassLoader", "java\\.util\\.ResourceBundle"),
                        Offenders.Loads.class),
                new Rule(
                        "input, output and time",
                        noType(
                                "a call of the core is a function of its request",
                                "java\\.io\\.(?!Serializable).*",
                                "java\\.nio\\..*",
                                "java\\.net\\..*",
                                "java\\.time\\..*",
                                "java\\.util\\.(Date|Calendar)"),
                        Offenders.Reads.class),
                new Rule(
                        "clocks and the environment",
                        noCall(
                                System.class,
                                "currentTimeMillis|nanoTime|getenv|getProperty|lineSeparator|exit|gc|identityHashCode",
                                "a call of the core is a function of its request"),
                        Offenders.Asks.class),
                new Rule(
                        "chance",
                        noType(
                                "a call of the core is a function of its request, and the native Random differs",
                                "java\\.util\\.(Random|SplittableRandom|UUID)",
                                "java\\.security\\..*"),
                        Offenders.Guesses.class),
                new Rule(
                        "streams",
                        noType("they are large, and their order of calls is nobody's", "java\\.util\\.stream\\..*"),
                        Offenders.Streams.class),
                new Rule(
                        "floating point text",
                        noCall(Double.class, "toString|parseDouble|valueOf", "its native form is not that of a JVM"),
                        Offenders.Floats.class),
                new Rule(
                        "C strings",
                        noType(
                                "Strings.fromC and toC follow LC_CTYPE: they truncate, and crash on an emoji",
                                "org\\.teavm\\.interop\\.Strings"),
                        Offenders.Converts.class),
                new Rule(
                        "methods that the native class library lacks",
                        noCall(
                                String.class,
                                "lines|strip.*|chars|codePoints|indent",
                                "the native class library lacks them"),
                        Offenders.Lines.class));
    }

    @Test
    void theRulesLookAtNothingThatStaysOutside() {
        assertThat(PRODUCTION.contain(Boundary.class)).isTrue();
        assertThat(PRODUCTION.stream().map(JavaClass::getPackageName))
                .doesNotContain("org.pgseccomp.cli", "org.pgseccomp.bench");
    }

    /** Of these classes, those that the rules do not look at. */
    static List<String> notJudged(Collection<String> classes) {
        return classes.stream().filter(name -> !PRODUCTION.contain(name)).toList();
    }

    @Test
    @Tag("generated")
    void theRulesLookAtAllThatReachesTheServer() {
        assertThat(notJudged(GeneratedCode.classes())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void noneReachesTheServer(Rule rule) {
        rule.rule().check(PRODUCTION);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void theRuleSeesAnOffender(Rule rule) {
        JavaClasses offender = new ClassFileImporter().importClasses(rule.offender());
        assertThat(rule.rule().evaluate(offender).hasViolation()).isTrue();
    }
}
