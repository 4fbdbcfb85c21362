package org.pgseccomp.extension.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pgseccomp.extension.rules.SourceChecker.Finding;

/** Constructs of the language that must not reach the server, in the sources of the core and of the entry points. */
class ForbiddenConstructsTest {
    private static final List<Path> SOURCES = List.of(Path.of("../core/src/main/java"), Path.of("src/main/java"));

    /** Divides by a variable, as the kernel does, after a look at it. For tests and tools: it must not reach the server. */
    private static final String INTERPRETER = "org.pgseccomp.bpf.Interpreter";

    private static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path folder : SOURCES) {
            try (Stream<Path> found = Files.walk(folder)) {
                found.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
            }
        }
        return files;
    }

    private static List<Finding> findingsIn(List<Path> files) throws IOException {
        try (var manager = ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null)) {
            return SourceChecker.check(manager.getJavaFileObjectsFromPaths(files));
        }
    }

    /** What is found in a class with these members. */
    private static List<String> rulesBrokenBy(String members) throws IOException {
        String text = "import java.util.*;\nfinal class Sample {\n int n; int[] a; StringBuilder s; List<String> l;\n"
                + " int next() { return n++; }\n int twice() { return next() * 2; }\n int seen() { return n + 1; }\n"
                + " static int sum(int x, int y) { return x + y; }\n" + members + "\n}\n";
        JavaFileObject source =
                new SimpleJavaFileObject(URI.create("string:///Sample.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return text;
                    }
                };
        return SourceChecker.check(List.of(source)).stream().map(Finding::rule).toList();
    }

    @Test
    void noneReachesTheServer() throws IOException {
        List<Path> files = files();
        assertThat(files).hasSizeGreaterThan(25);
        assertThat(findingsIn(files))
                .filteredOn(finding -> !finding.where().startsWith("Interpreter.java"))
                .isEmpty();
    }

    /** Of these classes, those whose sources are not looked at. */
    static List<String> withoutSource(Collection<String> classes) {
        return classes.stream()
                .filter(name -> SOURCES.stream()
                        .noneMatch(folder -> Files.exists(folder.resolve(name.replace('.', '/') + ".java"))))
                .toList();
    }

    @Test
    @Tag("generated")
    void theSourcesOfAllThatReachesTheServerAreLookedAt() {
        assertThat(withoutSource(GeneratedCode.classes())).isEmpty();
        assertThat(GeneratedCode.classes()).doesNotContain(INTERPRETER);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    int f(int x, int y) { return x / y; }                          | division by a variable
                    int f(int x, int y) { return x % y; }                          | division by a variable
                    long f(long x, long y) { x /= y; return x; }                   | division by a variable
                    int f(int x) { return x / 0; }                                 | division by a variable
                    int f(int x) { return x % l.size(); }                          | division by a variable
                    int f(int x, int y) { return Math.floorMod(x, y); }            | division by a variable
                    int f(int x, int y) { return Integer.divideUnsigned(x, y); }   | division by a variable
                    int[][] f(int x, int y) { return new int[x][y]; }              | multi-dimensional array
                    int f() { synchronized (this) { return n; } }                  | synchronized block
                    int f() { return sum(next(), next()); }                        | two side effects in one expression
                    int f() { return next() - next(); }                            | two side effects in one expression
                    int f() { return twice() + twice(); }                          | two side effects in one expression
                    int f() { return n++ + next(); }                               | two side effects in one expression
                    int f() { return a[next()] = next(); }                         | two side effects in one expression
                    int f() { return new int[] {next(), next()}[0]; }              | two side effects in one expression
                    Object f() { return new ArrayList<>(List.of(next(), next())); } | two side effects in one expression
                    Object f() { return s.append(next()).append(next()); }         | two side effects in one expression
                    boolean f() { return l.add("a") == l.remove("b"); }            | two side effects in one expression
                    """)
    void anOffenderIsSeen(String member, String rule) throws IOException {
        assertThat(rulesBrokenBy(member)).contains(rule);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "int f(int x) { return x / 2 + x % 10; }",
                "static final int TEN = 10; int f(int x) { return x / TEN; }",
                "double f(double x, double y) { return x / y; }",
                "int[][] f(int x) { int[][] rows = new int[4][]; rows[0] = new int[x]; return rows; }",
                "boolean f() { return next() > 0 && next() > 1; }",
                "int f(boolean b) { return b ? next() : twice(); }",
                "int f() { return sum(next(), seen()); }",
                "int f() { return sum(l.size(), seen()) + seen(); }",
                "int f() { int first = next(); int second = next(); return sum(first, second); }",
                "Object f() { return s.append('a').append(n).append('b'); }",
                "String f() { StringBuilder own = new StringBuilder(); own.append(n).append(1); return own.toString(); }"
                        + " String g() { return f() + f(); }",
                "int f() { int[] own = new int[2]; own[0] = 1; return own[0]; } int g() { return f() + f(); }"
            })
    void whatIsNoneIsLeftAlone(String member) throws IOException {
        assertThat(rulesBrokenBy(member)).isEmpty();
    }
}
