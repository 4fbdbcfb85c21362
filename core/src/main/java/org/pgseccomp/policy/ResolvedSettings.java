package org.pgseccomp.policy;

import java.util.List;
import org.pgseccomp.constant.Errnos;
import org.pgseccomp.path.PathElement;
import org.pgseccomp.path.PathList;
import org.pgseccomp.path.PathName;
import org.pgseccomp.profile.Profile;
import org.pgseccomp.profile.ProfileInForce;
import org.pgseccomp.syscall.Architecture;

/**
 * The settings of a policy with each list written out: what groups and the profile stand for is in their place, and what was taken out is gone.
 * Whoever reads them reads the same policy, without a profile.
 *
 * <p>A name of files stays as it is: what it stands for is a matter of the server.
 */
public final class ResolvedSettings {
    private final Architecture architecture;
    private final ProfileInForce profile;

    /**
     * For the settings of a policy that is taken.
     *
     * @param settings all of them
     */
    public ResolvedSettings(Architecture architecture, List<Setting> settings) {
        this.architecture = architecture;
        profile = FilterSource.profileIn(settings);
    }

    /** The profile that the settings carry, which is written out. */
    public Profile profile() {
        return profile.profile();
    }

    /** The value of one of the settings, written out. */
    public String value(Setting setting) {
        DomainSetting domain = DomainSetting.named(setting.name());
        if (FilterSource.inherits(setting)) {
            return setting.value();
        }
        if (domain != null) {
            return domain == DomainSetting.PATHS ? files(setting) : setting.value();
        }
        Action action = SettingNames.actionOf(setting.name());
        return action == null ? setting.value() : calls(action, setting);
    }

    /** The calls of a list. */
    private String calls(Action action, Setting setting) {
        StringBuilder list = new StringBuilder();
        ListReader reader = ListReader.read(architecture, action, new FilterSource.ListSource(setting, null), profile);
        for (ListedCall call : reader.listed()) {
            if (call.outcome().action() != action) {
                // What a group has that cannot end a session is an error there. No list of single calls says so.
                return setting.value();
            }
            String entry = call.condition() == null
                    ? call.syscall().name()
                    : call.condition().text();
            list.append(list.length() == 0 ? "" : ", ").append(entry);
            if (call.outcome().errno() != Outcome.of(action).errno()) {
                list.append(" = ").append(Errnos.nameOf(call.outcome().errno()));
            }
        }
        return list.toString();
    }

    private String files(Setting setting) {
        StringBuilder list = new StringBuilder();
        for (PathElement element : PathList.read(setting.value()).elements()) {
            String written =
                    element.name() == PathName.PROFILE ? DomainReader.filesOf(setting, profile) : element.written();
            list.append(list.length() == 0 ? "" : ", ").append(written);
        }
        return list.toString();
    }
}
