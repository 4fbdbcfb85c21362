package org.pgseccomp.cli.convert;

import java.util.Map;
import java.util.Set;
import org.pgseccomp.syscall.Architecture;

/** Reads a SeccompProfile of the Kubernetes Security Profiles Operator: an object of Kubernetes around an OCI profile. */
final class SpoReader {
    private static final Set<String> FIELDS = Set.of("apiVersion", "kind", "metadata", "spec", "status");

    private SpoReader() {}

    static NeutralPolicy read(String text, Architecture architecture, Set<String> capabilities, Remarks remarks)
            throws SourceException {
        Node document = YamlText.read(text);
        for (Map.Entry<String, Node> each : document.asMap("a SeccompProfile").entrySet()) {
            if (!FIELDS.contains(each.getKey())) {
                throw new SourceException(each.getValue().line(), "has a field that a SeccompProfile has not");
            }
        }
        Node kind = document.field("kind");
        if (kind == null || !kind.asText("kind").equals("SeccompProfile")) {
            throw new SourceException(document.line(), "is of another kind than SeccompProfile");
        }
        Node spec = document.field("spec");
        if (spec == null) {
            throw new SourceException(document.line(), "has no spec");
        }
        return OciReader.read(spec, architecture, capabilities, remarks);
    }
}
