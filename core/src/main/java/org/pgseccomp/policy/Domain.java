package org.pgseccomp.policy;

import java.util.List;

/**
 * What a process may do with files and TCP ports: a Landlock domain, which it enters before its filter is loaded. Immutable.
 *
 * @param settings for each {@link DomainSetting} the one that was written; null where that restricts nothing
 * @param rules what is allowed of all that is restricted
 */
public record Domain(List<Setting> settings, List<DomainRule> rules) {
    /** None. */
    public static final Domain NONE = new Domain(none(), List.of());

    private static List<Setting> none() {
        // List.of takes no null.
        return java.util.Arrays.asList(new Setting[DomainSetting.values().length]);
    }

    /** The setting by which something is restricted; null if nothing restricts it. */
    public Setting setting(DomainSetting of) {
        return settings.get(of.ordinal());
    }

    /** Whether something is restricted. */
    public boolean restricts(DomainSetting of) {
        return setting(of) != null;
    }

    /** Whether nothing is. */
    public boolean isNone() {
        return first() == null;
    }

    /** The first setting that restricts something, or null. */
    Setting first() {
        for (Setting setting : settings) {
            if (setting != null) {
                return setting;
            }
        }
        return null;
    }

    /** How the setting is called for whoever shares the policy: whole, or up to the dot behind which the name of a role or a type is. */
    public String place(DomainSetting of) {
        Setting setting = setting(of);
        if (setting == null) {
            return "";
        }
        return Ascii.same(setting.name(), of.session())
                ? of.session()
                : Ascii.startsWith(setting.name(), of.rolePrefix()) ? of.rolePrefix() : of.processPrefix();
    }
}
