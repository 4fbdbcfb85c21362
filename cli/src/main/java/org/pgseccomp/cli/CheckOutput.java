package org.pgseccomp.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The forms in which {@code check} prints what it found. */
final class CheckOutput {
    /** By the files that were asked for. */
    private final Map<String, List<Finding>> findings;

    CheckOutput(Map<String, List<Finding>> findings) {
        this.findings = findings;
    }

    long errors() {
        return count("error");
    }

    long warnings() {
        return count("warning");
    }

    private long count(String label) {
        long count = 0;
        for (List<Finding> ofFile : findings.values()) {
            for (Finding finding : ofFile) {
                count += finding.label().equals(label) ? 1 : 0;
            }
        }
        return count;
    }

    /** As compilers print. */
    String text(Colours colours) {
        StringBuilder text = new StringBuilder();
        findings.values().forEach(ofFile -> ofFile.forEach(finding -> finding.print(text, colours)));
        return text.toString();
    }

    String json() throws IOException {
        return Json.of("pgseccomp-check", json -> {
            json.writeNumberField("errors", errors());
            json.writeNumberField("warnings", warnings());
            json.writeNumberField("accepted", count("note"));
            json.writeArrayFieldStart("files");
            for (Map.Entry<String, List<Finding>> ofFile : findings.entrySet()) {
                json.writeStartObject();
                json.writeStringField("file", ofFile.getKey());
                json.writeArrayFieldStart("findings");
                for (Finding finding : ofFile.getValue()) {
                    json.writeStartObject();
                    json.writeStringField("severity", finding.label());
                    json.writeStringField("rule", finding.rule());
                    json.writeStringField("setting", Names.shown(finding.setting()));
                    json.writeStringField("file", finding.file());
                    json.writeNumberField("line", finding.line());
                    json.writeStringField("message", finding.message());
                    json.writeStringField("detail", finding.detail());
                    json.writeStringField("hint", finding.hint());
                    json.writeEndObject();
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    /** For code hosts: SARIF 2.1.0 of OASIS, with what it requires and what hosts show. */
    String sarif(String version) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeStringField("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
            json.writeStringField("version", "2.1.0");
            json.writeArrayFieldStart("runs");
            json.writeStartObject();
            json.writeObjectFieldStart("tool");
            json.writeObjectFieldStart("driver");
            json.writeStringField("name", "pgseccomp");
            json.writeStringField("version", version);
            json.writeArrayFieldStart("rules");
            for (String rule : AcceptedWarnings.rules()) {
                json.writeStartObject();
                json.writeStringField("id", rule);
                json.writeObjectFieldStart("shortDescription");
                json.writeStringField("text", AcceptedWarnings.meaning(rule));
                json.writeEndObject();
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeEndObject();
            json.writeArrayFieldStart("results");
            for (List<Finding> ofFile : findings.values()) {
                for (Finding finding : ofFile) {
                    writeResult(json, finding);
                }
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
        }
        return bytes.toString(StandardCharsets.UTF_8) + "\n";
    }

    private static void writeResult(JsonGenerator json, Finding finding) throws IOException {
        String text = finding.message()
                + (finding.detail().isEmpty() ? "" : "\n" + finding.detail())
                + (finding.hint().isEmpty() ? "" : "\n" + finding.hint());
        json.writeStartObject();
        json.writeStringField("ruleId", finding.rule());
        json.writeStringField("level", finding.label());
        json.writeObjectFieldStart("message");
        json.writeStringField("text", text);
        json.writeEndObject();
        json.writeArrayFieldStart("locations");
        json.writeStartObject();
        json.writeObjectFieldStart("physicalLocation");
        json.writeObjectFieldStart("artifactLocation");
        json.writeStringField("uri", uri(finding.file()));
        json.writeEndObject();
        if (finding.line() > 0) {
            json.writeObjectFieldStart("region");
            json.writeNumberField("startLine", finding.line());
            json.writeEndObject();
        }
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndArray();
        if (finding.isAccepted()) {
            json.writeArrayFieldStart("suppressions");
            json.writeStartObject();
            json.writeStringField("kind", "external");
            json.writeEndObject();
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    /** A file beneath the working directory as a relative reference, however it was named or included: code hosts look for it in the repository. */
    private static String uri(String file) {
        Path path = Path.of(file);
        String absolute = path.toUri().getRawPath();
        String here = Path.of("").toAbsolutePath().toUri().getRawPath();
        return absolute.startsWith(here) ? absolute.substring(here.length()) : "file://" + absolute;
    }
}
