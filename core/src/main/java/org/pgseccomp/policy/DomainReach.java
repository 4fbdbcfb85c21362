package org.pgseccomp.policy;

import org.pgseccomp.profile.Profile;

/** What a domain lets a process reach, by what is written: links on the way are not followed. */
public final class DomainReach {
    /** To make links, fifos, sockets and devices: nobody who has a list of files can. */
    public static final int LINK = 8;

    private DomainReach() {}

    /** Whether all of these rights ({@link org.pgseccomp.path.Rights}), or {@link #LINK}, are there for a path. */
    public static boolean allows(Domain domain, int rights, String path) {
        if (!domain.restricts(DomainSetting.PATHS)) {
            return true;
        }
        int left = rights;
        for (DomainRule rule : domain.rules()) {
            // Rights of several rules about one file add up.
            if (rule.kind() == DomainRule.Kind.BENEATH && DomainReader.isBeneath(path, rule.path())) {
                left &= ~rule.value();
            }
        }
        return left == 0;
    }

    /** Whether there is a list of ports, and nothing in it. */
    public static boolean allowsNoPort(Domain domain, DomainSetting ports) {
        DomainRule.Kind kind = ports == DomainSetting.BIND_PORTS ? DomainRule.Kind.BIND : DomainRule.Kind.CONNECT;
        boolean isEmpty = domain.restricts(ports);
        for (DomainRule rule : domain.rules()) {
            isEmpty &= rule.kind() != kind;
        }
        return isEmpty;
    }

    /**
     * The setting that restricts something.
     *
     * @param suffixes of the settings of the role and the database whose domain it is
     */
    public static String placeOf(Domain domain, DomainSetting of, SettingSuffixes suffixes) {
        Setting setting = domain.setting(of);
        return setting.value().equals(Profile.ENTRY) ? SettingNames.PROFILE : suffixes.nameOf(setting);
    }
}
