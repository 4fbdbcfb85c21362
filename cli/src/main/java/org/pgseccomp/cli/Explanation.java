package org.pgseccomp.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.pgseccomp.bpf.Program;
import org.pgseccomp.cli.ExplainedCall.LevelAnswer;
import org.pgseccomp.cli.conf.WrittenSetting;
import org.pgseccomp.constant.Errnos;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.CallOrigins;
import org.pgseccomp.policy.CallOrigins.Origin;
import org.pgseccomp.policy.Level;
import org.pgseccomp.policy.NeededCalls.Need;
import org.pgseccomp.policy.Outcome;
import org.pgseccomp.policy.SettingNames;
import org.pgseccomp.syscall.Architecture;

/** What {@code explain} prints. */
final class Explanation {
    /** More calls than this have a line each: nobody reads a page about each call of a group. */
    private static final int MOST_IN_FULL = 3;

    /** Of a program that a server compiles with the addresses of its C library in it. */
    private static final String IN_SERVER =
            "In a server, errors are traps, which the handler explains, for calls from its C library.";

    private final ServerPolicy server;
    private final int policy;
    private final int database;
    private final String who;
    private final List<ExplainedCall> calls;

    Explanation(ServerPolicy server, int policy, int database, String who, List<ExplainedCall> calls) {
        this.server = server;
        this.policy = policy;
        this.database = database;
        this.who = who;
        this.calls = calls;
    }

    String text(boolean dumps) {
        StringBuilder text = new StringBuilder("In " + Names.shown(Names.asRead(who)) + " ("
                + server.architecture().displayName() + "):\n");
        if (calls.size() > MOST_IN_FULL) {
            calls.forEach(call -> appendLine(text, call, 0));
        } else {
            calls.forEach(call -> append(text, call, dumps));
        }
        if (dumps && !calls.isEmpty()) {
            for (LevelAnswer level : calls.get(0).levels()) {
                if (level.program() != null) {
                    text.append("\nThe program of ").append(nameOf(level)).append(":\n");
                    text.append(level.program().toString(server.architecture()));
                    text.append(level.isPlacedInServer() ? IN_SERVER.indent(2) : "");
                }
            }
        }
        return text.toString();
    }

    /**
     * The call, what becomes of it and why, in one line.
     *
     * @param recorded how often it was recorded; 0: that is not said
     */
    void appendLine(StringBuilder text, ExplainedCall call, long recorded) {
        text.append("  ")
                .append(call.asked().text())
                .append(recorded == 0 ? "" : ", recorded " + recorded + " times")
                .append(": ")
                .append(names(call.outcomes()))
                .append("  (")
                .append(String.join("; ", why(call)))
                .append(")\n");
    }

    /** Why a call is not simply made, by each filter that has a part in it; else why it is made. */
    private Set<String> why(ExplainedCall call) {
        boolean isMade = call.outcomes().stream().allMatch(outcome -> outcome.action() == Action.ALLOW);
        Set<String> listed = new LinkedHashSet<>();
        Set<String> unlisted = new LinkedHashSet<>();
        for (LevelAnswer level : call.levels()) {
            for (Origin origin : level.origins()) {
                boolean decides = call.outcomes().contains(origin.outcome())
                        && (isMade || origin.outcome().action() != Action.ALLOW);
                if (decides && level.isOwn()) {
                    if (isMade && origin.isDefault()) {
                        unlisted.add(reason(origin));
                    } else {
                        listed.add(nameOf(level) + ": " + reason(origin));
                    }
                }
            }
        }
        return listed.isEmpty() ? unlisted : listed;
    }

    private void append(StringBuilder text, ExplainedCall call, boolean dumps) {
        text.append('\n').append(call.asked().text()).append(", system call ");
        text.append(call.asked().syscall().number())
                .append(": ")
                .append(meaning(call.outcomes()))
                .append(".\n");
        for (LevelAnswer level : call.levels()) {
            text.append("  ").append(capital(nameOf(level))).append(": ");
            text.append(names(level.outcomes()))
                    .append(level.isOwn() ? "" : ", as the global filter: it is not loaded twice");
            text.append('\n');
            for (Origin origin : level.origins()) {
                text.append("    ")
                        .append(names(List.of(origin.outcome())))
                        .append(": ")
                        .append(reason(origin))
                        .append('\n');
            }
            if (!dumps && level.program() != null) {
                appendPath(text, level);
            }
        }
        if (call.levels().stream().filter(LevelAnswer::isOwn).count() > 1) {
            text.append("  Of several filters the strictest answer counts.\n");
        }
        for (LevelAnswer level : call.levels()) {
            appendNeeds(text, nameOf(level), call.needs(level.level()));
        }
        if (!call.groups().isEmpty()) {
            text.append("  Groups that have it: ")
                    .append(String.join(", ", call.groups()))
                    .append(".\n");
        }
    }

    private static void appendNeeds(StringBuilder text, String filter, List<Need> needs) {
        List<String> notDenied = new ArrayList<>();
        List<String> notKilled = new ArrayList<>();
        for (Need need : needs) {
            String use = (need.values() == null ? "" : "with " + need.values() + " ") + "to " + need.use();
            (need.isKilled() ? notKilled : notDenied).add(use);
        }
        if (!notDenied.isEmpty()) {
            text.append("  PostgreSQL needs it ")
                    .append(String.join(", and ", notDenied))
                    .append(": a policy in which ")
                    .append(filter)
                    .append(" denies that is refused.\n");
        } else if (!notKilled.isEmpty()) {
            text.append("  PostgreSQL calls it ")
                    .append(String.join(", and ", notKilled))
                    .append(": a policy in which ")
                    .append(filter)
                    .append(" kills processes for that is refused.\n");
        }
    }

    private void appendPath(StringBuilder text, LevelAnswer level) {
        int length = level.program().instructions().size();
        if (level.path() == null) {
            text.append("    The program has ")
                    .append(length)
                    .append(" instructions; which of them run depends on arguments (--dump).\n");
            text.append(level.isPlacedInServer() ? IN_SERVER.indent(4) : "");
            return;
        }
        text.append("    The program has ").append(length).append(" instructions; for this call ");
        text.append(level.path().size()).append(" run:\n");
        String[] lines = lines(level.program(), server.architecture());
        for (int p : level.path()) {
            text.append("      ").append(lines[p]).append('\n');
        }
        text.append(level.isPlacedInServer() ? IN_SERVER.indent(4) : "");
    }

    private static String[] lines(Program program, Architecture architecture) {
        return program.toString(architecture).split("\n");
    }

    private String nameOf(LevelAnswer level) {
        if (level.level() == Level.GLOBAL) {
            return "the global filter";
        }
        String whose = server.policy(level.level() == Level.DATABASE ? database : policy)
                .whose();
        return whose.startsWith("the policy of ")
                ? "the filter of " + whose.substring("the policy of ".length())
                : whose;
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    /** Where it is written, and what. */
    private String reason(Origin origin) {
        StringBuilder text = new StringBuilder();
        if (!origin.isDefault()) {
            text.append(Names.shown(origin.setting())).append(" has ").append(Names.shown(origin.entry()));
            if (!origin.inheritedBy().isEmpty()) {
                text.append(", and ").append(Names.shown(origin.inheritedBy())).append(" is *");
            }
        } else if (origin.outcome().isAutomatic()) {
            text.append("no list has it, and it is newer than the policy (pgseccomp.enosys_for_newer)");
        } else if (server.written(origin.setting()) == null
                && server.hasProfile()
                && origin.outcome().action() != Action.ALLOW) {
            // Under a profile only the filter of a database allows what is in no list.
            text.append("no list has it, and ")
                    .append(SettingNames.PROFILE)
                    .append(" has error for what is in no list");
        } else if (origin.setting().isEmpty() || server.written(origin.setting()) == null) {
            text.append("no list has it, and no default action is written");
        } else {
            text.append("no list has it; ")
                    .append(Names.shown(origin.setting()))
                    .append(" counts");
        }
        WrittenSetting written = origin.setting().isEmpty() ? null : server.written(origin.setting());
        if (written != null) {
            text.append(" (")
                    .append(Names.shown(written.file()))
                    .append(':')
                    .append(written.line())
                    .append(')');
        }
        return text.toString();
    }

    private static String names(List<Outcome> outcomes) {
        List<String> names = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            names.add(CallOrigins.nameOf(outcome));
        }
        return String.join(" or ", names);
    }

    private static String meaning(List<Outcome> outcomes) {
        List<String> meanings = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            meanings.add(meaning(outcome));
        }
        return String.join(", or ", meanings) + (outcomes.size() > 1 ? ", depending on its arguments" : "");
    }

    private static String meaning(Outcome outcome) {
        return switch (outcome.action()) {
            case ALLOW -> "it is made";
            case LOG -> "it is made, and logged by the kernel's audit";
            case WARN -> "it is made, and counted as a denial";
            case ERROR -> "it fails with " + Errnos.nameOf(outcome.errno());
            case TERMINATE -> "it fails with EACCES, and the session ends";
            case KILL -> "the process is killed";
        };
    }

    String json(boolean dumps) throws IOException {
        return Json.of("pgseccomp-explain", json -> {
            json.writeStringField("file", server.file());
            json.writeStringField("who", who);
            json.writeStringField("architecture", server.architecture().displayName());
            json.writeBooleanField("in_force", server.whyNotInForce() == null);
            json.writeArrayFieldStart("calls");
            for (ExplainedCall call : calls) {
                writeCall(json, call, dumps);
            }
            json.writeEndArray();
        });
    }

    private void writeCall(JsonGenerator json, ExplainedCall call, boolean dumps) throws IOException {
        json.writeStartObject();
        json.writeStringField("asked", call.asked().text());
        json.writeStringField("syscall", call.asked().syscall().name());
        json.writeNumberField("number", call.asked().syscall().number());
        writeStrings(json, "answers", outcomeNames(call.outcomes()));
        json.writeBooleanField("needed", call.isNeeded());
        writeNeeds(json, call);
        writeStrings(json, "groups", call.groups());
        json.writeArrayFieldStart("filters");
        for (LevelAnswer level : call.levels()) {
            json.writeStartObject();
            json.writeStringField("level", level.level().label());
            json.writeStringField("name", Names.shown(nameOf(level)));
            writeStrings(json, "answers", outcomeNames(level.outcomes()));
            json.writeBooleanField("loaded", level.isOwn());
            writeOrigins(json, level.origins());
            writeProgram(json, level, dumps);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeNeeds(JsonGenerator json, ExplainedCall call) throws IOException {
        json.writeArrayFieldStart("needs");
        for (LevelAnswer level : call.levels()) {
            for (Need need : call.needs(level.level())) {
                json.writeStartObject();
                json.writeStringField("level", need.level().label());
                json.writeStringField("with", need.values() == null ? "" : need.values());
                json.writeStringField("to", need.use());
                json.writeStringField("not", need.isKilled() ? "killed" : "denied");
                json.writeEndObject();
            }
        }
        json.writeEndArray();
    }

    private void writeOrigins(JsonGenerator json, List<Origin> origins) throws IOException {
        json.writeArrayFieldStart("because");
        for (Origin origin : origins) {
            WrittenSetting written = origin.setting().isEmpty() ? null : server.written(origin.setting());
            json.writeStartObject();
            json.writeStringField("answer", CallOrigins.nameOf(origin.outcome()));
            json.writeStringField("setting", Names.shown(origin.setting()));
            json.writeStringField("inherited_by", Names.shown(origin.inheritedBy()));
            json.writeStringField("entry", Names.shown(origin.entry()));
            json.writeStringField("condition", origin.condition());
            json.writeStringField("file", written == null ? "" : Names.shown(written.file()));
            json.writeNumberField("line", written == null ? 0 : written.line());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeProgram(JsonGenerator json, LevelAnswer level, boolean dumps) throws IOException {
        Program program = level.program();
        json.writeNumberField(
                "instructions", program == null ? 0 : program.instructions().size());
        json.writeBooleanField("explained_by_place", level.isPlacedInServer());
        if (program != null && level.path() != null) {
            json.writeArrayFieldStart("path");
            for (int p : level.path()) {
                json.writeNumber(p);
            }
            json.writeEndArray();
        }
        if (program != null && dumps) {
            writeStrings(json, "program", List.of(lines(program, server.architecture())));
        }
    }

    private static List<String> outcomeNames(List<Outcome> outcomes) {
        return outcomes.stream().map(CallOrigins::nameOf).toList();
    }

    private static void writeStrings(JsonGenerator json, String field, List<String> values) throws IOException {
        json.writeArrayFieldStart(field);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }
}
