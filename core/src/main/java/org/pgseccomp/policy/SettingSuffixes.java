package org.pgseccomp.policy;

/**
 * How the names of the settings end that are shown to somebody: roles with the same settings share a policy, which was read from those of one of them, and so
 * do databases.
 *
 * @param role of the role that is asked about; "" for none
 * @param database of the database; "" for none
 */
public record SettingSuffixes(String role, String database) {
    /** Of sessions, whoever has them, and of process types. */
    public static final SettingSuffixes NONE = new SettingSuffixes("", "");

    /** The name of a setting as the one has it who is asked about. */
    public String nameOf(Setting setting) {
        String name = setting.name();
        String suffix = SettingNames.isOfDatabase(name) ? database : role;
        int ofKind = SettingNames.lengthOfKind(name);
        return suffix.isEmpty() || ofKind == name.length() ? name : name.substring(0, ofKind + 1) + suffix;
    }
}
