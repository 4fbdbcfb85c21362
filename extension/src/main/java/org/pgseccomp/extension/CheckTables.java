package org.pgseccomp.extension;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.conf.ConfigurationLine;
import org.pgseccomp.observe.Observations;
import org.pgseccomp.plan.Remark;
import org.pgseccomp.plan.SwitchChanges;
import org.pgseccomp.plan.WholeConfiguration;
import org.pgseccomp.policy.Rejection;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.policy.UnreadableName;
import org.pgseccomp.simulate.Caller;
import org.pgseccomp.simulate.RecordedCall;
import org.pgseccomp.simulate.SimulatedCall;
import org.pgseccomp.syscall.AsciiCase;

/**
 * What is said of a configuration that is not in force, as tables.
 *
 * <pre>
 *   check, change: remarks:  text severity, text setting, text message, text detail, text hint
 *   lines:         settings: text name, text value, line
 *                  remarks:  the same as above, line
 *   simulate:      calls:    text "denials" or "observed", text process type, text role, text database, text program, text syscall, number or
 *                            -1, text arguments, calls (64 bits), text verdict, text answers, text setting, text entry
 * </pre>
 */
final class CheckTables {
    /** As many as PostgreSQL reports of a file. */
    private static final int MOST_WRONG_LINES = 100;

    private CheckTables() {}

    static byte[] remarks(List<Remark> remarks) {
        TableWriter writer = Replies.begin().table(5);
        for (Remark remark : remarks) {
            write(remark, writer);
        }
        return writer.reply(Replies.ACCEPTED);
    }

    private static void write(Remark remark, TableWriter writer) {
        writer.text(remark.kind().label()).text(remark.setting()).text(remark.message());
        writer.text(remark.detail()).text(remark.hint());
    }

    /** What a configuration says beside its policies, and what it changes of that. */
    static byte[] check(List<Setting> settings, List<Setting> inForce) {
        WholeConfiguration written = new WholeConfiguration(settings);
        List<Remark> remarks = new ArrayList<>(Remark.of(written.problems()));
        remarks.addAll(SwitchChanges.remarks(new WholeConfiguration(inForce), written));
        return remarks(remarks);
    }

    /** Reads lines of a configuration. */
    static byte[] lines(String text) {
        List<ConfigurationLine> right = new ArrayList<>();
        List<Remark> remarks = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (ConfigurationLine line : ConfigurationLine.readAll(text)) {
            Remark remark = remarkOn(line);
            if (remark == null) {
                right.add(line);
            } else if (remarks.size() < MOST_WRONG_LINES) {
                remarks.add(remark);
                places.add(line.number());
            }
        }
        TableWriter writer = Replies.begin().table(3);
        for (ConfigurationLine line : right) {
            writer.text(line.name()).text(line.value()).integer(line.number());
        }
        writer.table(6);
        for (int i = 0; i < remarks.size(); i++) {
            write(remarks.get(i), writer);
            writer.integer(places.get(i));
        }
        return writer.reply(Replies.ACCEPTED);
    }

    private static Remark remarkOn(ConfigurationLine line) {
        if (line.isWrong()) {
            String near = line.wrongToken().isEmpty()
                    ? "end of line"
                    : "token \"" + Rejection.shown(line.wrongToken()) + "\"";
            return new Remark(
                    Remark.Kind.ERROR, "", "syntax error, near " + near, "", UnreadableName.hint(line.wrongToken()));
        }
        String name = AsciiCase.lower(line.name());
        boolean includes = name.equals("include") || name.equals("include_if_exists") || name.equals("include_dir");
        return includes
                ? new Remark(
                        Remark.Kind.WARNING,
                        name,
                        "\"" + name + "\" is not followed here",
                        "What it includes is not part of what was judged.",
                        "Give the lines themselves.")
                : null;
    }

    static byte[] simulated(List<SimulatedCall> calls) {
        TableWriter writer = Replies.begin().table(14);
        Caller before = null;
        int type = 0;
        int role = 0;
        int database = 0;
        int program = 0;
        int denials = writer.keep("denials");
        int observed = writer.keep("observed");
        for (SimulatedCall each : calls) {
            RecordedCall call = each.call();
            Caller caller = call.caller();
            if (!caller.equals(before)) {
                type = writer.keep(caller.type());
                role = writer.keep(caller.role());
                database = writer.keep(caller.database());
                program = writer.keep(caller.program());
                before = caller;
            }
            writer.integer(call.isDenial() ? denials : observed);
            writer.integer(type).integer(role).integer(database).integer(program);
            writer.text(each.syscall()).integer(call.number() == Observations.OTHER_ABI ? -1 : call.number());
            writer.text(each.arguments());
            // More than that is no bigint.
            writer.wide(call.calls() < 0 ? Long.MAX_VALUE : call.calls());
            writer.text(each.verdict().label()).text(each.answers());
            writer.text(each.setting()).text(each.entry());
        }
        return writer.reply(Replies.ACCEPTED);
    }
}
