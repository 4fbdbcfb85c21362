package org.pgseccomp.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.check.ConfigurationChanges;
import org.pgseccomp.check.PlannedConfiguration;
import org.pgseccomp.cli.conf.Configuration;
import org.pgseccomp.cli.conf.ConfigurationProblem;
import org.pgseccomp.cli.conf.WrittenSetting;
import org.pgseccomp.plan.Plan;
import org.pgseccomp.plan.PlannedPolicy;
import org.pgseccomp.plan.PlannedRole;
import org.pgseccomp.plan.PolicyJudge;
import org.pgseccomp.plan.Problem;
import org.pgseccomp.plan.Severity;
import org.pgseccomp.plan.WholeConfiguration;
import org.pgseccomp.policy.FilterStack;
import org.pgseccomp.policy.ProcessType;
import org.pgseccomp.policy.Rejection;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.policy.SettingNames;
import org.pgseccomp.profile.Profile;
import org.pgseccomp.syscall.Architecture;
import picocli.CommandLine;

/** The policy that a server would take from a configuration, for commands that look into it: who gets which filters. */
final class ServerPolicy {
    /** In the place of the file's name. */
    private static final String OF_PROFILE = "--profile ";

    private final String file;
    private final Configuration configuration;
    private final PlannedConfiguration planned;
    private final int version;
    private final List<Setting> ofMachine;

    private ServerPolicy(
            String file, Configuration configuration, Architecture architecture, int version, List<Setting> ofMachine) {
        this.file = file;
        this.configuration = configuration;
        this.version = version;
        this.ofMachine = ofMachine;
        planned = WrittenPolicy.planned(configuration, architecture, version, ofMachine);
    }

    /**
     * Reads a configuration.
     *
     * @param version of the server; 0: that of its data directory
     * @param ofMachine facts about the server that count before those of the configuration
     * @throws IOException if a server would not start with it
     */
    static ServerPolicy read(String file, Architecture architecture, int version, List<Setting> ofMachine)
            throws IOException {
        Path path = Path.of(file);
        Configuration configuration = Configuration.read(path);
        for (ConfigurationProblem problem : configuration.problems()) {
            String place = problem.line() == 0 ? problem.file() : problem.file() + ":" + problem.line();
            throw new IOException(
                    place + ": " + problem.message() + (problem.hint().isEmpty() ? "" : ". " + problem.hint()));
        }
        for (WrittenSetting each : configuration.settings()) {
            Rejection problem = WithoutPrefix.problem(each.name());
            if (problem != null) {
                throw new IOException(each.place() + ": " + problem.message() + ". " + problem.hint());
            }
        }
        ThisMachine.Known known =
                ThisMachine.known(configuration.dataDirectory(path), version, ofMachine, architecture);
        return checked(new ServerPolicy(file, configuration, architecture, known.version(), known.facts()));
    }

    /**
     * The policy of a server that has nothing written but its profile.
     *
     * @param ofMachine facts about the server, its version among them
     */
    static ServerPolicy ofProfile(String profile, Architecture architecture, List<Setting> ofMachine)
            throws IOException {
        String place = OF_PROFILE + profile;
        Configuration configuration = Configuration.of(List.of(
                new WrittenSetting(WholeConfiguration.LIBRARIES, "pgseccomp", place, 0),
                new WrittenSetting(SettingNames.PROFILE, profile, place, 0)));
        return checked(new ServerPolicy(place, configuration, architecture, 0, ofMachine));
    }

    /** Whether the file says which libraries a server loads. One that is included by another, or that holds a policy alone, does not. */
    boolean namesLibraries() {
        return written(WholeConfiguration.LIBRARIES) != null;
    }

    /**
     * The same file in a server that loads the library.
     *
     * @throws IOException if that would not start
     */
    ServerPolicy asIfLoaded() throws IOException {
        List<WrittenSetting> settings = new ArrayList<>(configuration.settings());
        settings.add(new WrittenSetting(WholeConfiguration.LIBRARIES, "pgseccomp", file, 0));
        return checked(new ServerPolicy(file, Configuration.of(settings), planned.architecture(), version, ofMachine));
    }

    private static ServerPolicy checked(ServerPolicy policy) throws IOException {
        for (Problem problem : policy.plan().problems()) {
            if (problem.severity() == Severity.ERROR) {
                throw policy.refused(problem.text());
            }
        }
        policy.stack(Plan.GLOBAL);
        policy.stack(Plan.SESSION);
        for (ProcessType type : ProcessType.values()) {
            policy.stack(policy.ofType(type));
        }
        return policy;
    }

    private IOException refused(Rejection why) {
        WrittenSetting written = why.setting().isEmpty() ? null : configuration.setting(why.setting());
        String place = written == null ? file : written.place();
        return new IOException(place + ": " + why.message() + "; pgseccomp check says all that is wrong with " + file);
    }

    String file() {
        return file;
    }

    /** Where the server has its data: what is written, or the folder of the file if it is one; "" where nobody knows, as of a copy in a repository. */
    String dataDirectory() {
        if (file.startsWith(OF_PROFILE)) {
            return "";
        }
        Path folder = configuration.dataDirectory(Path.of(file)).normalize();
        boolean isKnown = configuration.setting("data_directory") != null || ServerVersions.of(folder) != 0;
        return isKnown ? folder.toString() : "";
    }

    /** What the server makes of it. */
    PlannedConfiguration planned() {
        return planned;
    }

    Architecture architecture() {
        return planned.architecture();
    }

    /** What is known of the server. */
    ServerFacts facts() {
        return planned.facts();
    }

    /** The major version of the server; the newest that is known of where it is not known. */
    int majorVersion() {
        int version = facts().version();
        return version == 0 ? Integer.MAX_VALUE : version;
    }

    Plan plan() {
        return planned.plan();
    }

    /** What it says beside its policies. */
    WholeConfiguration whole() {
        return planned.whole();
    }

    /** Why a server with this configuration would load no filter; null if it would. */
    String whyNotInForce() {
        return planned.whyNotInForce();
    }

    /** Warns of a configuration whose policy counts for nothing, and of an answer that could be more exact. */
    void warn(CommandLine command) {
        String why = whyNotInForce();
        if (why != null) {
            warn(command, "warning: with this configuration a server loads no filter: " + why);
        }
        if (why == null && dependsOnLibrary() && facts().text("c_library").isEmpty()) {
            warn(
                    command,
                    "note: the server's C library is not known (--libc): the result has calls that profile \"strict\" allows with"
                            + " other ones only");
        }
    }

    /** Whether what sessions may do depends on the C library: that of the profile strict does. */
    boolean dependsOnLibrary() {
        return Profile.STRICT.settingName().equals(value(SettingNames.PROFILE, ""));
    }

    private static void warn(CommandLine command, String text) {
        command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + text);
        command.getErr().flush();
    }

    /** The lines that are ours. */
    List<WrittenSetting> ours() {
        return configuration.settings().stream()
                .filter(each -> SettingNames.looksLikeOurs(each.name()))
                .toList();
    }

    /** Whether a profile stands for what is not written. */
    boolean hasProfile() {
        return whole().hasProfile();
    }

    /** What is written for a setting, or what counts in its place. */
    String value(String setting, String ifAbsent) {
        WrittenSetting written = configuration.setting(setting);
        return written == null ? ifAbsent : written.value();
    }

    /** The line of a setting, or null. */
    WrittenSetting written(String setting) {
        return configuration.setting(setting);
    }

    /** The settings of a policy; of {@link Plan#NONE} the global ones. */
    PlannedPolicy policy(int index) {
        return planned.policy(index);
    }

    /**
     * The filters of a policy.
     *
     * @throws IOException if a server would refuse it
     */
    FilterStack stack(int index) throws IOException {
        PolicyJudge.Judgement judgement = planned.judgement(index);
        if (!judgement.problems().isEmpty()) {
            throw refused(judgement.problems().get(0));
        }
        Rejection unfit = planned.unfitIfLong(index);
        if (unfit != null) {
            throw refused(unfit);
        }
        return judgement.stack();
    }

    /**
     * What is other than in a policy before.
     *
     * @throws IOException if a server would refuse a policy of one of the two
     */
    ConfigurationChanges changesSince(ServerPolicy before) throws IOException {
        before.requireAccepted();
        requireAccepted();
        return ConfigurationChanges.between(before.planned, planned);
    }

    private void requireAccepted() throws IOException {
        for (int i = 0; i < plan().policies().size(); i++) {
            stack(i);
        }
    }

    /** What is listed under a name; of {@code +role}, its members. Null if there is none. */
    PlannedRole listed(String role) {
        return planned.listed(role);
    }

    /** The policy of a role's sessions, or of members of a role: that of all sessions where it has none of its own. */
    int ofRole(String role, boolean asWalsender) {
        return planned.ofRole(role, asWalsender);
    }

    /** The policy of a database; {@link Plan#NONE} where it has none. */
    int ofDatabase(String database) {
        return planned.ofDatabase(database);
    }

    /**
     * The filters of a policy, with that of a database on top.
     *
     * @param ofDatabase {@link Plan#NONE} for none
     * @throws IOException if a server would refuse one of them
     */
    FilterStack stack(int index, int ofDatabase) throws IOException {
        stack(index);
        if (ofDatabase != Plan.NONE) {
            stack(ofDatabase);
        }
        return planned.stack(index, ofDatabase);
    }

    /** The settings of a policy, with those of a database. */
    List<Setting> settings(int index, int ofDatabase) {
        return planned.settings(index, ofDatabase);
    }

    int ofType(ProcessType type) {
        return planned.ofType(type);
    }
}
