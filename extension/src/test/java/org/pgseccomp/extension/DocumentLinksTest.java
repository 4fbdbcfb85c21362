package org.pgseccomp.extension;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each link of the documentation leads to a file that is there, and to a heading of it; the index leads to each page. */
class DocumentLinksTest {
    private static final Path ROOT = Path.of("..");

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?)\\s*$");

    private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```.*?^ *```[ \t]*$");

    /** What a reader of the release tarball has of the repository, as far as documentation links to it. */
    private static final Set<String> RELEASED = Set.of(
            "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "NOTICE", "docs", "monitoring", "examples");

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        for (String folder : List.of("", "docs", "docs/decisions", "examples", "monitoring")) {
            try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
            }
        }
        return pages;
    }

    private static String prose(Path page) throws IOException {
        return BLOCK.matcher(Files.readString(page)).replaceAll("");
    }

    /** The anchors that code hosts give to the headings of a page. */
    private static Set<String> anchors(Path page) throws IOException {
        Set<String> anchors = new TreeSet<>();
        Map<String, Integer> seen = new HashMap<>();
        List<String> headings = HEADING.matcher(prose(page))
                .results()
                .map((MatchResult heading) -> heading.group(1))
                .toList();
        for (String heading : headings) {
            String words = LINK.matcher(heading).replaceAll("").toLowerCase(Locale.ROOT);
            String anchor = words.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
            int before = seen.merge(anchor, 1, Integer::sum) - 1;
            anchors.add(before == 0 ? anchor : anchor + "-" + before);
        }
        return anchors;
    }

    private static List<String> links(Path page) throws IOException {
        String withoutCode = prose(page).replaceAll("`[^`\n]*`", "");
        return LINK.matcher(withoutCode)
                .results()
                .map((MatchResult link) -> link.group(1))
                .filter(link -> !link.startsWith("http:") && !link.startsWith("https:") && !link.startsWith("mailto:"))
                .toList();
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<String> dead = new ArrayList<>();
        int checked = 0;
        for (Path page : pages()) {
            for (String link : links(page)) {
                checked++;
                int hash = link.indexOf('#');
                String file = hash < 0 ? link : link.substring(0, hash);
                Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
                boolean leads =
                        Files.exists(target) && (hash < 0 || anchors(target).contains(link.substring(hash + 1)));
                if (!leads) {
                    dead.add(ROOT.relativize(page) + ": " + link);
                }
            }
        }
        assertThat(dead).isEmpty();
        assertThat(checked).isGreaterThan(200);
    }

    /** Of README.md and docs; CONTRIBUTING.md is for who has the repository. */
    @Test
    void whatIsLinkedIsInTheTarball() throws IOException {
        String build = Files.readString(ROOT.resolve("script/build"));
        assertThat(RELEASED)
                .allSatisfy(name -> assertThat(build).containsPattern("cp [^\n]*\\b" + name + "\\b[^\n]*\\$tree"));
        List<String> outside = new ArrayList<>();
        for (Path page : pages()) {
            Path inRoot = ROOT.relativize(page);
            if (inRoot.startsWith("docs") || inRoot.toString().equals("README.md")) {
                for (String link : links(page)) {
                    String file = link.replaceAll("#.*", "");
                    Path target = file.isEmpty()
                            ? inRoot
                            : Path.of("/").resolve(inRoot).resolveSibling(file).normalize();
                    String first = target.getName(0).toString();
                    if (!RELEASED.contains(first)) {
                        outside.add(inRoot + ": " + link);
                    }
                }
            }
        }
        assertThat(outside).isEmpty();
    }

    @Test
    void theIndexLeadsToEveryPage() throws IOException {
        List<String> listed = links(ROOT.resolve("docs/README.md"));
        try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
            List<String> pages = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".md") || name.endsWith(".adoc"))
                    .filter(name -> !name.equals("README.md"))
                    .toList();
            assertThat(listed).containsAll(pages);
        }
    }
}
