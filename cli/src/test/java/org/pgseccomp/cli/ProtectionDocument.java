package org.pgseccomp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Writes docs/protection.md: what stands in {@code protection.md} of the test's resources, with tables of what {@code pgseccomp exposure} says under some
 * policies. That the kernel agrees is what ExposureProofTest shows with the same policies.
 */
final class ProtectionDocument {
    static final Path DOCUMENT = Path.of("../docs/protection.md");

    private static final Path PROOFS = Path.of("../extension/src/test/resources/exposure/proofs.tsv");

    /** The server that is asked about. */
    private static final List<String> SERVER =
            List.of("exposure", "--format", "json", "--arch", "x86_64", "--server-version", "15", "--libc", "2.36");

    /** Policies by the heads of their columns. */
    private static final Map<String, List<String>> POLICIES = policies();

    private final Map<String, JsonNode> results = new LinkedHashMap<>();
    private final Map<String, String> notTried = new TreeMap<>();

    private ProtectionDocument() throws IOException {
        for (Map.Entry<String, List<String>> policy : POLICIES.entrySet()) {
            List<String> arguments = new ArrayList<>(SERVER);
            arguments.addAll(policy.getValue());
            results.put(
                    policy.getKey(),
                    new ObjectMapper()
                            .readTree(CommandRun.of(arguments.toArray(new String[0]))
                                    .out()));
        }
        for (String line : Files.readAllLines(PROOFS)) {
            List<String> columns = List.of(line.split("\t", -1));
            if (!line.startsWith("#") && columns.get(1).equals("none")) {
                notTried.put(columns.get(0), columns.get(2));
            }
        }
    }

    private static Map<String, List<String>> policies() {
        Map<String, List<String>> policies = new LinkedHashMap<>();
        policies.put("none", List.of());
        policies.put("original", List.of("../extension/src/test/resources/exposure/original.conf"));
        policies.put("demo", List.of("target/protection-demo.conf"));
        policies.put("baseline", List.of("--profile", "baseline"));
        policies.put("strict", List.of("--profile", "strict"));
        return policies;
    }

    /** The document. */
    static String text() throws IOException {
        Files.createDirectories(Path.of("target"));
        // The file says what is in force, and not that the library is loaded.
        Files.writeString(
                Path.of("target/protection-demo.conf"),
                "shared_preload_libraries = 'pgseccomp'\n" + Files.readString(Path.of("../script/demo.conf")));
        ProtectionDocument document = new ProtectionDocument();
        try (InputStream in = ProtectionDocument.class.getResourceAsStream("protection.md")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("{summary}\n", document.summary())
                    .replace("{attacks}\n", document.attacks())
                    .replace("{not tried}\n", document.listOfNotTried());
        }
    }

    /** The attacks that a policy leaves open. */
    static Set<String> openUnder(String policy) throws IOException {
        text();
        Set<String> open = new java.util.LinkedHashSet<>();
        for (JsonNode attack : new ProtectionDocument().results.get(policy).path("attacks")) {
            if (attack.path("verdict").asText().equals("open")) {
                open.add(attack.path("attack").asText());
            }
        }
        return open;
    }

    private long count(String policy, String verdict) {
        long count = 0;
        for (JsonNode attack : results.get(policy).path("attacks")) {
            count += attack.path("verdict").asText().equals(verdict) ? 1 : 0;
        }
        return count;
    }

    private String summary() {
        StringBuilder text = new StringBuilder("| | ")
                .append(String.join(" | ", POLICIES.keySet()))
                .append(" | of |\n|---|")
                .append("---|".repeat(POLICIES.size() + 1))
                .append('\n');
        int classes = results.get("none").path("summary").size();
        for (int i = 0; i < classes; i++) {
            JsonNode first = results.get("none").path("summary").get(i);
            text.append("| ").append(first.path("class").asText()).append(" |");
            for (JsonNode result : results.values()) {
                text.append(' ')
                        .append(result.path("summary").get(i).path("stopped").asLong())
                        .append(" |");
            }
            text.append(' ').append(first.path("all").asLong()).append(" |\n");
        }
        int all = results.get("none").path("attacks").size();
        appendSum(text, "stopped", all, policy -> Long.toString(count(policy, "stopped")));
        appendSum(
                text,
                "share stopped",
                100,
                policy -> String.format(Locale.ROOT, "%.1f %%", 100.0 * count(policy, "stopped") / all));
        appendSum(text, "left to the kernel", all, policy -> Long.toString(count(policy, "kernel")));
        appendSum(text, "open", all, policy -> Long.toString(count(policy, "open")));
        return text.toString();
    }

    private void appendSum(
            StringBuilder text, String label, int all, java.util.function.Function<String, String> value) {
        text.append("| **")
                .append(label)
                .append("** | ")
                .append(POLICIES.keySet().stream().map(value).collect(Collectors.joining(" | ")))
                .append(" | ")
                .append(all == 100 ? "" : all)
                .append(" |\n");
    }

    private String attacks() {
        StringBuilder text = new StringBuilder();
        String before = "";
        int count = results.get("none").path("attacks").size();
        for (int i = 0; i < count; i++) {
            JsonNode attack = results.get("none").path("attacks").get(i);
            String current = attack.path("class").asText();
            if (!current.equals(before)) {
                text.append("\n### ")
                        .append(Character.toUpperCase(current.charAt(0)))
                        .append(current.substring(1))
                        .append("\n\n| attack | what | reference | kernels | ")
                        .append(String.join(" | ", POLICIES.keySet()))
                        .append(" |\n|---|---|---|---|")
                        .append("---|".repeat(POLICIES.size()))
                        .append('\n');
                before = current;
            }
            String name = attack.path("attack").asText();
            text.append("| `")
                    .append(name)
                    .append('`')
                    .append(notTried.containsKey(name) ? " *" : "")
                    .append(" | ")
                    .append(attack.path("what").asText())
                    .append(" | ")
                    .append(attack.path("reference").asText().replace("|", "\\|"))
                    .append(" | ")
                    .append(attack.path("kernels").asText())
                    .append(" |");
            for (JsonNode result : results.values()) {
                String verdict = result.path("attacks").get(i).path("verdict").asText();
                text.append(verdict.equals("open") ? " **open** |" : " " + verdict + " |");
            }
            text.append('\n');
        }
        return text.substring(1);
    }

    private String listOfNotTried() {
        StringBuilder text = new StringBuilder();
        notTried.forEach((attack, why) ->
                text.append("- `").append(attack).append("`: ").append(why).append('\n'));
        return text.toString();
    }
}
