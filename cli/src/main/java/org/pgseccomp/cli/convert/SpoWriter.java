package org.pgseccomp.cli.convert;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.Outcome;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * Writes a SeccompProfile of the Kubernetes Security Profiles Operator, v1beta1: errors are texts there, comparisons have 63 bits, and a default
 * error is EPERM.
 */
final class SpoWriter {
    private SpoWriter() {}

    static String write(NeutralPolicy source, String name, Remarks remarks) {
        NeutralPolicy policy = OciActions.expressible(source, remarks);
        OciWriter.remarkForeign(policy.architecture(), remarks);
        Outcome unlisted = policy.unknown();
        if (unlisted.action() == Action.ERROR && unlisted.errno() != OciActions.EPERM) {
            remarks.change("a SeccompProfile has no error for its default: numbers that are no call's fail with EPERM");
            unlisted = Outcome.error(OciActions.EPERM);
        }
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("defaultAction", OciActions.nameOf(unlisted));
        spec.put("architectures", List.of(OciActions.nameOf(policy.architecture())));
        List<Object> syscalls = new ArrayList<>();
        for (OciRules.Rule rule : OciRules.of(policy, unlisted, Long.MAX_VALUE, remarks)) {
            syscalls.add(rule(rule));
        }
        spec.put("syscalls", syscalls);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("apiVersion", "security-profiles-operator.x-k8s.io/v1beta1");
        document.put("kind", "SeccompProfile");
        document.put("metadata", Map.of("name", name));
        document.put("spec", spec);
        return new Dump(DumpSettings.builder()
                        .setDefaultFlowStyle(FlowStyle.BLOCK)
                        .setIndicatorIndent(2)
                        .setIndentWithIndicator(true)
                        .build())
                .dumpToString(document);
    }

    private static Map<String, Object> rule(OciRules.Rule rule) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("action", OciActions.nameOf(rule.outcome()));
        if (rule.outcome().action() == Action.ERROR) {
            fields.put("errnoRet", Integer.toString(rule.outcome().errno()));
        }
        // A list of its own for each rule: the library would write an alias for one that comes twice.
        fields.put("names", new ArrayList<>(rule.names()));
        List<Object> arguments = new ArrayList<>();
        for (int i = 0; i < rule.box().cubes().size(); i++) {
            Cube cube = rule.box().at(i);
            if (!cube.isAll()) {
                Map<String, Object> argument = new LinkedHashMap<>();
                boolean isWhole = cube.mask() == -1L;
                argument.put("index", i);
                argument.put("op", isWhole ? "SCMP_CMP_EQ" : "SCMP_CMP_MASKED_EQ");
                argument.put("value", isWhole ? cube.value() : cube.mask());
                if (!isWhole) {
                    argument.put("valueTwo", cube.value());
                }
                arguments.add(argument);
            }
        }
        if (!arguments.isEmpty()) {
            fields.put("args", arguments);
        }
        return fields;
    }
}
