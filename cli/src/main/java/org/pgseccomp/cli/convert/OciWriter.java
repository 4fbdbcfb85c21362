package org.pgseccomp.cli.convert;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import org.pgseccomp.policy.Action;
import org.pgseccomp.syscall.Architecture;

/** Writes the {@code seccomp} object of the OCI runtime specification, which Docker, Podman, containerd and Kubernetes read from a file. */
final class OciWriter {
    private OciWriter() {}

    static String write(NeutralPolicy source, Remarks remarks) throws IOException {
        NeutralPolicy policy = OciActions.expressible(source, remarks);
        remarkForeign(policy.architecture(), remarks);
        StringBuilder text = new StringBuilder("{\n  \"defaultAction\": \"");
        text.append(OciActions.nameOf(policy.unknown())).append("\",\n");
        if (policy.unknown().action() == Action.ERROR) {
            text.append("  \"defaultErrnoRet\": ")
                    .append(policy.unknown().errno())
                    .append(",\n");
        }
        text.append("  \"architectures\": [\"")
                .append(OciActions.nameOf(policy.architecture()))
                .append("\"],\n");
        text.append("  \"syscalls\": [");
        String separator = "\n    ";
        // A rule a line, which is read, compared and searched more easily than one of ten lines.
        for (OciRules.Rule rule : OciRules.of(policy, policy.unknown(), -1L, remarks)) {
            text.append(separator).append(rule(rule));
            separator = ",\n    ";
        }
        return text.append("\n  ]\n}\n").toString();
    }

    static void remarkForeign(Architecture architecture, Remarks remarks) {
        if (architecture == Architecture.X86_64) {
            remarks.note(0, "calls of other ABIs (32-bit and x32 programs) are killed by runtimes, and an error here");
        }
    }

    private static String rule(OciRules.Rule rule) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            writeRule(json, rule);
        }
        return text.toString();
    }

    private static void writeRule(JsonGenerator json, OciRules.Rule rule) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("names");
        for (String name : rule.names()) {
            json.writeString(name);
        }
        json.writeEndArray();
        json.writeStringField("action", OciActions.nameOf(rule.outcome()));
        if (rule.outcome().action() == Action.ERROR) {
            json.writeNumberField("errnoRet", rule.outcome().errno());
        }
        if (!rule.box().equals(Box.ALL)) {
            json.writeArrayFieldStart("args");
            for (int i = 0; i < rule.box().cubes().size(); i++) {
                if (!rule.box().at(i).isAll()) {
                    writeArgument(json, i, rule.box().at(i));
                }
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static void writeArgument(JsonGenerator json, int index, Cube cube) throws IOException {
        json.writeStartObject();
        json.writeNumberField("index", index);
        boolean isWhole = cube.mask() == -1L;
        json.writeFieldName("value");
        json.writeNumber(unsigned(isWhole ? cube.value() : cube.mask()));
        if (!isWhole) {
            json.writeFieldName("valueTwo");
            json.writeNumber(unsigned(cube.value()));
        }
        json.writeStringField("op", isWhole ? "SCMP_CMP_EQ" : "SCMP_CMP_MASKED_EQ");
        json.writeEndObject();
    }

    private static BigInteger unsigned(long bits) {
        return new BigInteger(Long.toUnsignedString(bits));
    }
}
