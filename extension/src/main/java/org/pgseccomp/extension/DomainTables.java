package org.pgseccomp.extension;

import org.pgseccomp.policy.Domain;
import org.pgseccomp.policy.DomainRule;
import org.pgseccomp.policy.DomainSetting;

/**
 * The domain of a policy as tables.
 *
 * <pre>
 *   settings, one for each {@link DomainSetting}: 1 if it restricts something, text {@link Domain#place}
 *   rules: {@link DomainRule.Kind}, value, text path, text element
 * </pre>
 */
final class DomainTables {
    private DomainTables() {}

    static void write(Domain domain, TableWriter writer) {
        writer.table(2);
        for (DomainSetting setting : DomainSetting.values()) {
            writer.integer(domain.restricts(setting) ? 1 : 0).text(domain.place(setting));
        }
        writer.table(4);
        for (DomainRule rule : domain.rules()) {
            writer.integer(rule.kind().ordinal()).integer(rule.value());
            writer.text(rule.path()).text(rule.element());
        }
    }
}
