package org.pgseccomp.packages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The rules of the PGXN Meta Spec, version 1, for a META.json: which fields there are, which ones must be there, and what is in them. Nothing else than
 * the specification says; what is true of this distribution is PgxnMetadataTest's.
 */
final class PgxnMetadata {
    private static final String NUMBER = "(0|[1-9][0-9]*)";
    private static final String VERSION = NUMBER + "\\." + NUMBER + "\\." + NUMBER + "(-?[A-Za-z][-0-9A-Za-z]*)?";
    private static final Pattern RANGE =
            Pattern.compile("0|(<|<=|==|!=|>=|>)? *" + VERSION + "( *, *(<|<=|==|!=|>=|>)? *" + VERSION + ")*");

    private static final Set<String> LICENSES = Set.of(
            ("agpl_3 apache_1_1 apache_2_0 artistic_1 artistic_2 bsd freebsd gfdl_1_2 gfdl_1_3 gpl_1 gpl_2 gpl_3 lgpl_2_1 lgpl_3_0 mit"
                            + " mozilla_1_0 mozilla_1_1 openssl perl_5 postgresql qpl_1_0 ssleay sun zlib open_source restricted"
                            + " unrestricted unknown")
                    .split(" ", -1));

    private final List<String> problems = new ArrayList<>();

    private PgxnMetadata() {}

    /** What is wrong with it; empty: nothing. */
    static List<String> problems(JsonNode metadata) {
        PgxnMetadata judge = new PgxnMetadata();
        judge.document(metadata);
        return judge.problems;
    }

    private void document(JsonNode metadata) {
        fields(
                "",
                metadata,
                Set.of("abstract", "maintainer", "license", "provides", "meta-spec", "name", "version"),
                Map.ofEntries(
                        Map.entry("abstract", value -> text("abstract", value)),
                        Map.entry("description", value -> text("description", value)),
                        Map.entry("generated_by", value -> text("generated_by", value)),
                        Map.entry("maintainer", value -> list("maintainer", value, this::text)),
                        Map.entry("license", this::license),
                        Map.entry("provides", this::provides),
                        Map.entry("meta-spec", this::specification),
                        Map.entry("name", value -> term("name", value.asText())),
                        Map.entry("version", value -> matches("version", value, Pattern.compile(VERSION))),
                        Map.entry("tags", value -> list("tags", value, this::tag)),
                        Map.entry("no_index", this::notIndexed),
                        Map.entry("prereqs", this::prerequisites),
                        Map.entry(
                                "release_status",
                                value -> matches("release_status", value, Pattern.compile("stable|testing|unstable"))),
                        Map.entry("resources", this::resources)));
    }

    private void license(JsonNode license) {
        if (license.isObject()) {
            license.fields().forEachRemaining(entry -> uri("license", entry.getValue()));
            return;
        }
        list("license", license, (name, value) -> {
            if (!LICENSES.contains(value.asText())) {
                problems.add("license \"" + value.asText() + "\" is not in the specification");
            }
        });
    }

    private void provides(JsonNode provides) {
        if (provides.isEmpty()) {
            problems.add("provides has no extension");
        }
        provides.fields().forEachRemaining(entry -> {
            String name = "provides " + entry.getKey();
            term(name, entry.getKey());
            fields(
                    name,
                    entry.getValue(),
                    Set.of("file", "version"),
                    Map.of(
                            "file", value -> path(name, value),
                            "docfile", value -> path(name, value),
                            "abstract", value -> text(name, value),
                            "version", value -> matches(name, value, Pattern.compile(VERSION))));
        });
    }

    private void specification(JsonNode specification) {
        fields(
                "meta-spec",
                specification,
                Set.of("version"),
                Map.of(
                        "version",
                        value -> matches("meta-spec", value, Pattern.compile("1\\.0\\.[0-9]+")),
                        "url",
                        value -> uri("meta-spec", value)));
    }

    private void notIndexed(JsonNode value) {
        fields(
                "no_index",
                value,
                Set.of(),
                Map.of(
                        "file", files -> list("no_index", files, this::path),
                        "directory", folders -> list("no_index", folders, this::path)));
    }

    private void prerequisites(JsonNode phases) {
        phases.fields().forEachRemaining(phase -> {
            if (!Set.of("configure", "build", "test", "runtime", "develop").contains(phase.getKey())) {
                problems.add("prereqs has no phase \"" + phase.getKey() + "\"");
            }
            phase.getValue().fields().forEachRemaining(relation -> {
                if (!Set.of("requires", "recommends", "suggests", "conflicts").contains(relation.getKey())) {
                    problems.add("prereqs has no relation \"" + relation.getKey() + "\"");
                }
                relation.getValue().fields().forEachRemaining(entry -> {
                    term("prereqs", entry.getKey());
                    matches("prereqs " + entry.getKey(), entry.getValue(), RANGE);
                });
            });
        });
    }

    private void resources(JsonNode resources) {
        fields(
                "resources",
                resources,
                Set.of(),
                Map.of(
                        "homepage", value -> uri("homepage", value),
                        "bugtracker",
                                value -> fields(
                                        "bugtracker",
                                        value,
                                        Set.of(),
                                        Map.of(
                                                "web", web -> uri("bugtracker", web),
                                                "mailto", mail -> text("bugtracker", mail))),
                        "repository",
                                value -> fields(
                                        "repository",
                                        value,
                                        Set.of(),
                                        Map.of(
                                                "url",
                                                url -> uri("repository", url),
                                                "web",
                                                web -> uri("repository", web),
                                                "type",
                                                type -> matches("repository type", type, Pattern.compile("[a-z]+"))))));
    }

    private void fields(String where, JsonNode map, Set<String> required, Map<String, Consumer<JsonNode>> known) {
        if (!map.isObject()) {
            problems.add(where + " is no map");
            return;
        }
        Set<String> missing = new TreeSet<>(required);
        map.fields().forEachRemaining(entry -> {
            missing.remove(entry.getKey());
            if (known.containsKey(entry.getKey())) {
                known.get(entry.getKey()).accept(entry.getValue());
            } else if (!entry.getKey().toLowerCase(Locale.ROOT).startsWith("x_")) {
                problems.add(where + " has no field \"" + entry.getKey() + "\"");
            }
        });
        missing.forEach(name -> problems.add(where + " lacks \"" + name + "\""));
    }

    private interface Rule {
        void judge(String where, JsonNode value);
    }

    /** One text stands for a list of one. */
    private void list(String where, JsonNode value, Rule rule) {
        if (value.getNodeType() == JsonNodeType.STRING) {
            rule.judge(where, value);
        } else if (value.isArray() && !value.isEmpty()) {
            value.forEach(item -> rule.judge(where, item));
        } else {
            problems.add(where + " is no list of one or more");
        }
    }

    private void text(String where, JsonNode value) {
        if (!value.isTextual() || value.asText().isEmpty()) {
            problems.add(where + " has an empty text");
        }
    }

    private void tag(String where, JsonNode value) {
        text(where, value);
        if (!value.asText().matches("[^/\\\\\\p{Cntrl}]{1,255}")) {
            problems.add("a tag cannot be \"" + value.asText() + "\"");
        }
    }

    private void term(String where, String value) {
        if (!value.matches("[^/\\\\\\p{Cntrl}\\s]{2,}")) {
            problems.add(where + " is no term: \"" + value + "\"");
        }
    }

    private void path(String where, JsonNode value) {
        text(where, value);
        if (value.asText().startsWith("/") || value.asText().contains("\\")) {
            problems.add(where + " has a path that is not relative: " + value.asText());
        }
    }

    private void uri(String where, JsonNode value) {
        if (!value.asText().matches("[a-z][a-z+.-]*:[^\\s]+")) {
            problems.add(where + " has no URI: \"" + value.asText() + "\"");
        }
    }

    private void matches(String where, JsonNode value, Pattern pattern) {
        if (!pattern.matcher(value.asText()).matches()) {
            problems.add(where + " cannot be \"" + value.asText() + "\"");
        }
    }
}
