package org.pgseccomp.policy;

import java.util.List;
import org.pgseccomp.profile.Profile;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.AsciiCase;

/** Reads the value of one setting by itself, whatever the others are. */
public final class SettingValues {
    private SettingValues() {}

    /**
     * Checks a value.
     *
     * @return why no policy can have it, or null
     */
    public static Rejection problemOf(Architecture architecture, Setting setting) {
        String name = AsciiCase.lower(setting.name());
        if (name.equals(SettingNames.ROLES)) {
            return SessionNames.rolesAlone(setting);
        }
        if (name.equals(SettingNames.DATABASES)) {
            return SessionNames.databases(List.of(setting)).rejection();
        }
        if (name.equals(SettingNames.ROLE_ALIASES) || name.equals(SettingNames.DATABASE_ALIASES)) {
            return SessionNames.aliasesAlone(setting);
        }
        if (name.equals(SettingNames.PROCESS_TYPES)) {
            return ProcessTypes.read(List.of(setting)).rejection();
        }
        if (name.equals(SettingNames.ISOLATES)) {
            return Isolation.named(setting.value()) == null ? Rejection.invalidIsolation(setting) : null;
        }
        if (name.equals(SettingNames.PROFILE)) {
            return Profile.named(setting.value()) == null ? Rejection.invalidProfile(setting) : null;
        }
        if (name.equals(SettingNames.QUIET)) {
            return QuietCalls.problemOf(architecture, setting);
        }
        DomainSetting ofDomain = DomainSetting.named(name);
        if (ofDomain != null) {
            return DomainReader.problemOf(ofDomain, setting);
        }
        for (Action action : Action.values()) {
            boolean ofGlobal = name.equals(SettingNames.global(action));
            if (name.equals(SettingNames.session(action)) || ofGlobal) {
                return ofGlobal || !FilterSource.inherits(setting)
                        ? FilterReader.problemOfList(architecture, action, setting)
                        : null;
            }
        }
        boolean isDefault = name.equals(SettingNames.global(null)) || name.equals(SettingNames.session(null));
        return isDefault && Action.named(setting.value()) == null ? Rejection.invalidAction(setting) : null;
    }

    /**
     * Checks a value of a role, a process type or a database.
     *
     * @return why it cannot be read by itself, or null
     */
    public static Rejection problemOfSomebodys(Architecture architecture, Setting setting) {
        DomainSetting ofDomain = DomainSetting.named(setting.name());
        Action action = SettingNames.actionOf(setting.name());
        if (FilterSource.inherits(setting) && (ofDomain != null || action != null)) {
            return null;
        }
        if (ofDomain != null) {
            return DomainReader.problemOf(ofDomain, setting);
        }
        if (action != null) {
            return FilterReader.problemOfList(architecture, action, setting);
        }
        return Action.named(setting.value()) == null ? Rejection.invalidAction(setting) : null;
    }
}
