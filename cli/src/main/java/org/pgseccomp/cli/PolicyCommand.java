package org.pgseccomp.cli;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.pgseccomp.plan.Plan;
import org.pgseccomp.plan.PlannedDatabase;
import org.pgseccomp.plan.PlannedRole;
import org.pgseccomp.plan.PolicyText;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.syscall.Architecture;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** {@code pgseccomp policy}: a policy as lines of a configuration, with groups and the profile written out. */
final class PolicyCommand implements Callable<Integer> {
    private CommandSpec spec;

    private PolicyCommand() {}

    /** The command for picocli. */
    static CommandSpec spec() {
        PolicyCommand command = new PolicyCommand();
        CommandSpec spec = CommandSpec.wrapWithoutInspection(command);
        command.spec = spec;
        spec.name("policy");
        spec.usageMessage()
                .sortOptions(false)
                .description(
                        "Prints the policy of sessions, of a role, or of a type of processes, as lines for a postgresql.conf: what"
                                + " groups and the profile stand for is written out, with comments on what was written.",
                        "",
                        "A server with these lines alone has the same policy for them. Lines that a server would not need are left"
                                + " out. So are shared_preload_libraries, pgseccomp.reload_only_tightens and pgseccomp.force_ssb_mitigation, which are of the whole server.")
                .footerHeading("%nExamples:%n")
                .footer(
                        "  pgseccomp policy --libc 2.41 /etc/postgresql/17/main/postgresql.conf",
                        "  pgseccomp policy --role joe postgresql.conf",
                        "  pgseccomp policy --role joe --database app postgresql.conf",
                        "  pgseccomp policy --type archiver --server-version 18 postgresql.conf");
        PgSeccomp.addConfiguration(spec, true);
        Who.addTo(spec);
        ServerVersions.addTo(spec);
        Architectures.addTo(spec);
        MachineFacts.addTo(spec);
        PgSeccomp.addFormat(spec);
        PgSeccomp.addHelp(spec);
        PgSeccomp.addExitCodes(
                spec,
                "The policy was printed.",
                "The file could not be read, or a server would not start with it; or the output could not be written.",
                Map.of());
        return spec;
    }

    @Override
    public Integer call() throws IOException {
        CommandLine command = spec.commandLine();
        Architecture architecture = Architectures.chosen(command);
        int version = ServerVersions.chosen(command);
        String format = PgSeccomp.format(command);
        Who who = Who.chosen(command);
        ServerPolicy server = ServerPolicy.read(
                command.getParseResult().matchedPositionalValue(0, ""),
                architecture,
                version,
                MachineFacts.chosen(command));
        int policy = who.policy(server);
        int database = who.databasePolicy(server);
        // Whoever reads the lines is to know that it is one that can be compiled.
        server.stack(policy, database);
        PolicyText text =
                PolicyText.of(architecture, server.settings(policy, database), server.facts(), subject(who, server));
        PgSeccomp.print(command, format.equals("json") ? json(server, who, text) : Names.read(text.text()));
        server.warn(command);
        return ExitCode.OK;
    }

    private static String json(ServerPolicy server, Who who, PolicyText text) throws IOException {
        return Json.of("pgseccomp-policy", json -> {
            json.writeStringField("file", server.file());
            json.writeStringField("who", who.described(server));
            json.writeStringField("architecture", server.architecture().displayName());
            json.writeBooleanField("in_force", server.whyNotInForce() == null);
            json.writeArrayFieldStart("settings");
            for (Setting setting : text.settings()) {
                json.writeStartObject();
                json.writeStringField("name", Names.read(setting.name()));
                json.writeStringField("value", Names.read(setting.value()));
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeStringField("text", Names.read(text.text()));
        });
    }

    private static PolicyText.Subject subject(Who who, ServerPolicy server) {
        PlannedDatabase database = who.database() == null ? null : server.plan().database(Names.asRead(who.database()));
        PolicyText.Subject whose = whose(who, server);
        return database == null || database.policy() == Plan.NONE
                ? whose
                : new PolicyText.Subject.In(whose, new PolicyText.Subject.Database(database.name(), database.suffix()));
    }

    private static PolicyText.Subject whose(Who who, ServerPolicy server) {
        PlannedRole role = who.role() == null ? null : server.listed(Names.asRead(who.role()));
        if (role != null) {
            return new PolicyText.Subject.Role(Names.asRead(who.role()), role.suffix());
        }
        if (who.isPostmaster()) {
            return new PolicyText.Subject.Postmaster();
        }
        return who.type() != null
                ? new PolicyText.Subject.Type(who.type().settingName())
                : new PolicyText.Subject.Sessions();
    }
}
