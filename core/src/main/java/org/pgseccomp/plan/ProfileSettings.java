package org.pgseccomp.plan;

import java.util.List;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.DomainSetting;
import org.pgseccomp.policy.ProcessType;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.policy.SettingNames;
import org.pgseccomp.profile.Profile;
import org.pgseccomp.profile.ProfileInForce;
import org.pgseccomp.syscall.Architecture;

/**
 * The settings that a profile supplies where they are not written. What it says of a list is its own name, {@code @profile}, which is read where
 * lists are read.
 */
final class ProfileSettings {
    private final ProfileInForce profile;
    private final ServerFacts facts;

    private ProfileSettings(ProfileInForce profile, ServerFacts facts) {
        this.profile = profile;
        this.facts = facts;
    }

    /**
     * Those of a configuration.
     *
     * @param written its setting of the profile, or null
     */
    static ProfileSettings of(Setting written, Architecture architecture, ServerFacts facts) {
        Profile named = written == null ? null : Profile.named(written.value());
        return new ProfileSettings(
                named == null || named == Profile.NONE
                        ? ProfileInForce.NONE
                        : new ProfileInForce(named, facts.surroundings(architecture)),
                facts);
    }

    /** By which the policies of a server know of the profile; none where there is no profile. */
    List<Setting> profile() {
        return profile.profile() == Profile.NONE
                ? List.of()
                : List.of(new Setting(SettingNames.PROFILE, profile.written()));
    }

    /** Whether there is a list for a type of processes, which in this version of PostgreSQL know it early. */
    boolean has(ProcessType type) {
        int version = facts.version();
        return profile.profile().has(type.settingName()) && version != 0 && type.isToldEarly(version);
    }

    /**
     * A list or a default action; null where the profile says nothing. It allows calls, and denies all others.
     *
     * @param action null: the default action
     */
    Setting list(String scope, Action action, String name) {
        if (!profile.profile().has(scope)) {
            return null;
        }
        if (action == null) {
            return new Setting(name, Action.ERROR.settingName());
        }
        if (action == Action.ALLOW) {
            return new Setting(name, Profile.ENTRY);
        }
        // An empty list is written out above the global filter: without it the global list would count.
        return scope.equals(Profile.GLOBAL) ? null : new Setting(name, "");
    }

    /** What there is of files and ports; null where the profile says nothing, or the kernel cannot restrict files. */
    Setting ofDomain(String scope, DomainSetting of, String name) {
        int offered = facts.landlock();
        boolean isOffered = offered < 0 || offered >= ServerFacts.LANDLOCK_OF_FILES;
        return of == DomainSetting.PATHS && isOffered && profile.profile().has(Profile.filesOf(scope))
                ? new Setting(name, Profile.ENTRY)
                : null;
    }
}
