package org.pgseccomp.cli;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pgseccomp.check.ConfigurationChanges;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.policy.SettingNames;
import org.pgseccomp.profile.Profile;

/**
 * A configuration that a report is about.
 *
 * @param surface what each kind of process may call
 * @param exposure which attacks it stops
 * @param difference from the profile alone to this policy
 * @param profile its name
 */
record ReportedPolicy(
        ServerPolicy server,
        ReportSurface surface,
        ReportExposure exposure,
        ConfigurationChanges difference,
        String profile) {
    /**
     * Looks into a configuration.
     *
     * @throws IOException if a server would refuse a policy of it
     */
    static ReportedPolicy of(ServerPolicy server) throws IOException {
        return of(server, new HashMap<>());
    }

    /**
     * The same.
     *
     * @param profiles those that other configurations were compared with, by name and version; is added to
     */
    static ReportedPolicy of(ServerPolicy server, Map<String, ServerPolicy> profiles) throws IOException {
        String profile = server.hasProfile()
                ? server.value(SettingNames.PROFILE, Profile.BASELINE.settingName())
                : Profile.BASELINE.settingName();
        String key = profile + " " + server.facts().version();
        ServerPolicy alone = profiles.get(key);
        if (alone == null) {
            alone = profileAlone(server, profile);
            profiles.put(key, alone);
        }
        ConfigurationChanges difference = server.changesSince(alone);
        return new ReportedPolicy(server, new ReportSurface(server), new ReportExposure(server), difference, profile);
    }

    /** The same server with nothing but its profile. */
    private static ServerPolicy profileAlone(ServerPolicy policy, String profile) throws IOException {
        int version = policy.facts().version();
        List<Setting> facts = version == 0
                ? List.of()
                : List.of(new Setting(ServerFacts.PREFIX + "version_num", Integer.toString(version * 10000)));
        return ServerPolicy.ofProfile(profile, policy.architecture(), facts);
    }
}
