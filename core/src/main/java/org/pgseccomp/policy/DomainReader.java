package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pgseccomp.path.ListProblem;
import org.pgseccomp.path.PathElement;
import org.pgseccomp.path.PathList;
import org.pgseccomp.path.PathName;
import org.pgseccomp.path.PortList;
import org.pgseccomp.path.Rights;
import org.pgseccomp.profile.Profile;
import org.pgseccomp.profile.ProfileInForce;

/**
 * Reads a domain from the settings of a policy: lists, the names in them, and what these stand for in a server.
 *
 * <p>What is refused: a list that cannot be read, and one without {@code @data}, under which no session can work. Which files there are is not looked at:
 * that is for the adapter, in whose words a path that does not exist is told of.
 */
public final class DomainReader {
    private final ServerFacts facts;

    /** Null where only a value is looked at, whatever the profile is. */
    private final ProfileInForce profile;

    private final List<Rejection> rejections = new ArrayList<>();
    private final List<Rejection> warnings = new ArrayList<>();
    private final List<DomainRule> rules = new ArrayList<>();
    private final Setting[] restricting = new Setting[DomainSetting.values().length];

    private DomainReader(ServerFacts facts, ProfileInForce profile) {
        this.facts = facts;
        this.profile = profile;
    }

    /** Reads; afterwards either there is a {@link #domain()}, or there are {@link #rejections()}. */
    public static DomainReader read(List<Setting> settings, ServerFacts facts) {
        DomainReader reader = new DomainReader(facts, FilterSource.profileIn(settings));
        for (DomainSetting of : DomainSetting.values()) {
            reader.refuseOtherTypes(of, settings);
            Setting written = of.writtenIn(settings);
            if (written != null && !isBlank(written.value())) {
                reader.restricting[of.ordinal()] = written;
                reader.read(of, written);
            }
        }
        return reader;
    }

    /** Why the value of a setting cannot be read, whatever the others are; or null. */
    static Rejection problemOf(DomainSetting of, Setting setting) {
        DomainReader reader = new DomainReader(ServerFacts.UNKNOWN, null);
        if (!isBlank(setting.value())) {
            reader.read(of, setting);
        }
        return reader.rejections.isEmpty() ? null : reader.rejections.get(0);
    }

    /** The domain; does not count where there are {@link #rejections()}. */
    public Domain domain() {
        return new Domain(Arrays.asList(restricting), List.copyOf(rules));
    }

    /** Why there is none. */
    public List<Rejection> rejections() {
        return List.copyOf(rejections);
    }

    /** What is taken, and is probably not meant. */
    public List<Rejection> warnings() {
        return List.copyOf(warnings);
    }

    private static boolean isBlank(String text) {
        return PathList.read(text).elements().isEmpty()
                && PathList.read(text).problems().isEmpty();
    }

    /** Processes that write to the data directory itself would not work. */
    private void refuseOtherTypes(DomainSetting of, List<Setting> settings) {
        for (Setting setting : settings) {
            ProcessType type = Ascii.startsWith(setting.name(), of.processPrefix())
                    ? SettingNames.processType(setting.name())
                    : null;
            if (type != null && !type.fallsBackToSession() && type != ProcessType.ARCHIVER) {
                rejections.add(new Rejection(
                        Rejection.Kind.UNSUPPORTED,
                        setting.name(),
                        setting.described() + " cannot be set",
                        "Files and ports can be restricted for sessions, for workers that connect to a database, and for the archiver.",
                        ""));
            }
        }
    }

    private void read(DomainSetting of, Setting setting) {
        if (of == DomainSetting.PATHS) {
            readPaths(setting);
            return;
        }
        PortList list = PortList.read(setting.value());
        refuse(setting, "ports", list.problems());
        DomainRule.Kind kind = of == DomainSetting.BIND_PORTS ? DomainRule.Kind.BIND : DomainRule.Kind.CONNECT;
        for (int port : list.ports()) {
            rules.add(new DomainRule(kind, port, "", ""));
        }
    }

    private void readPaths(Setting setting) {
        PathList list = PathList.read(setting.value());
        refuse(setting, "files", list.problems());
        if (list.problems().isEmpty() && !list.has(PathName.DATA) && !list.has(PathName.PROFILE)) {
            rejections.add(new Rejection(
                    Rejection.Kind.NEEDED_CALL,
                    setting.name(),
                    "no session could work with the files of " + setting.described(),
                    "The list does not have @data: the data directory, and what else every session reads and writes.",
                    "Write '@data, ...', or '' for no restriction."));
        }
        PathElement ofProfile = list.problems().isEmpty() && profile != null ? list.first(PathName.PROFILE) : null;
        if (ofProfile != null && filesOf(setting, profile).isEmpty()) {
            // What the profile leaves open, its entry does not close: a line for strict does not keep anybody out under
            // baseline.
            restricting[DomainSetting.PATHS.ordinal()] = null;
            warnings.add(new Rejection(
                    Rejection.Kind.NO_EFFECT,
                    setting.name(),
                    setting.described() + " restricts no files",
                    "Element " + ofProfile.ordinal() + ", \"@profile\" at character " + ofProfile.position()
                            + ", stands for no restriction, as " + SettingNames.PROFILE + " has no list for it.",
                    "Write @data and what else is to be used, or '' for no restriction."));
            return;
        }
        for (PathElement element : list.elements()) {
            add(setting, element);
            // Every session writes what others have changed in shared memory, wherever that belongs: one that cannot is
            // of no use to anybody.
            if (element.name() == PathName.DATA && !list.has(PathName.TABLESPACES)) {
                addName(setting, new PathElement(PathName.TABLESPACES, null, element.rights(), "", 0, 0).at(element));
            }
        }
    }

    private void add(Setting setting, PathElement element) {
        if (element.name() == PathName.PROFILE) {
            addProfile(setting, element);
        } else if (element.name() == null) {
            rules.add(
                    new DomainRule(DomainRule.Kind.BENEATH, element.rights(), element.path(), place(setting, element)));
            if ((element.rights() & Rights.WRITE) != 0) {
                warnOfConfiguration(setting, element, element.path());
            }
        } else {
            addName(setting, element);
        }
    }

    /** What the profile has for a list of files; empty if it has none. */
    static String filesOf(Setting setting, ProfileInForce profile) {
        ProcessType type = SettingNames.processType(setting.name());
        if (type != null && profile.profile().has(Profile.filesOf(type.settingName()))) {
            return profile.files(type.settingName());
        }
        return type == null || type.fallsBackToSession() ? profile.files(Profile.SESSION) : "";
    }

    private void addProfile(Setting setting, PathElement standsFor) {
        if (profile == null) {
            return;
        }
        for (PathElement element : PathList.read(filesOf(setting, profile)).elements()) {
            add(setting, element.at(standsFor));
        }
    }

    private void refuse(Setting setting, String of, List<ListProblem> problems) {
        List<Rejection> told = new ArrayList<>();
        for (ListProblem problem : problems) {
            String what = problem.written().isEmpty() ? "" : ", \"" + Rejection.shown(problem.written()) + "\"";
            told.add(new Rejection(
                    Rejection.Kind.INVALID_VALUE,
                    setting.name(),
                    "invalid list of " + of + " in " + setting.described(),
                    "Element " + problem.ordinal() + what + (what.isEmpty() ? ", at" : " at") + " character "
                            + problem.position() + ", " + problem.reason() + ".",
                    problem.hint()));
        }
        if (!told.isEmpty()) {
            rejections.add(Rejection.ofList(setting, told));
        }
    }

    private static String place(Setting setting, PathElement element) {
        return "It is element " + element.ordinal() + ", at character " + element.position() + ", of "
                + setting.described() + ".";
    }

    private void addName(Setting setting, PathElement element) {
        boolean isTold = element.name() == PathName.DATA;
        for (PathName.Part part : element.name().parts()) {
            int rights = element.rights() == 0 ? part.rights() : element.rights();
            if (part.kind() == PathName.Kind.FILES_OF_SETTINGS) {
                rules.add(new DomainRule(DomainRule.Kind.FILES_OF_SETTINGS, rights, "", ""));
                continue;
            }
            String base = part.fact().isEmpty() ? "" : facts.text(part.fact());
            boolean isKnown = part.fact().isEmpty() || base.startsWith("/");
            if (!isKnown) {
                continue;
            }
            String path = part.kind() == PathName.Kind.FOLDER_OF ? folderOf(base) : base + part.path();
            if (!isTold && (rights & Rights.WRITE) != 0) {
                isTold = warnOfConfiguration(setting, element, path);
            }
            boolean isOfLinks = part.kind() == PathName.Kind.LINKS_IN;
            rules.add(new DomainRule(isOfLinks ? DomainRule.Kind.LINKS_IN : DomainRule.Kind.BENEATH, rights, path, ""));
        }
    }

    /** The folder of a file: an editor puts another file in the place of one. In a folder that has much else, the file alone. */
    private static String folderOf(String file) {
        int slash = file.lastIndexOf('/');
        String folder = slash <= 0 ? "/" : file.substring(0, slash);
        return folder.equals("/") || folder.equals("/etc") ? file : folder;
    }

    /** Who can write the files of the configuration can give himself everything, from the next reload or start on. */
    private boolean warnOfConfiguration(Setting setting, PathElement element, String path) {
        for (String fact : List.of("config_file", "hba_file", "ident_file", "data_directory")) {
            String file = facts.text(fact);
            if (!file.isEmpty() && isBeneath(file, path)) {
                warnings.add(new Rejection(
                        Rejection.Kind.HARMFUL,
                        setting.name(),
                        "processes can write the server's configuration, with " + setting.described(),
                        "Element " + element.ordinal() + ", \"" + Rejection.shown(element.written())
                                + "\" at character " + element.position() + ", has " + Rejection.shown(file) + ".",
                        "What is written there is read at the next reload or start: it can loosen every policy."));
                return true;
            }
        }
        return false;
    }

    /** Whether a path is another one or beneath it. */
    static boolean isBeneath(String path, String folder) {
        return folder.equals("/")
                || path.equals(folder)
                || (path.startsWith(folder) && path.length() > folder.length() && path.charAt(folder.length()) == '/');
    }
}
