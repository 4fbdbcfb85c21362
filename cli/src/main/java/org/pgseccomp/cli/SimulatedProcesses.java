package org.pgseccomp.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pgseccomp.cli.conf.WrittenSetting;
import org.pgseccomp.observe.MergedObservations;
import org.pgseccomp.observe.Observations;
import org.pgseccomp.policy.Rejection;
import org.pgseccomp.simulate.Caller;
import org.pgseccomp.simulate.Members;
import org.pgseccomp.simulate.RecordedCall;
import org.pgseccomp.simulate.SimulatedCall;
import org.pgseccomp.simulate.Simulation;
import org.pgseccomp.simulate.Verdict;
import picocli.CommandLine;

/**
 * What servers have learnt, in their files {@code pgseccomp_observed}, and what a policy would answer to each process of them: the files say of which type it
 * was, and for whom it acted.
 */
final class SimulatedProcesses {
    private final ServerPolicy server;
    private final int recorded;
    private final long notKept;
    private final List<SimulatedCall> calls;

    /**
     * Simulates.
     *
     * @param seen what was learnt, of each server
     * @throws IOException if a server would refuse a policy that is asked
     */
    SimulatedProcesses(ServerPolicy server, List<Observations> seen) throws IOException {
        this.server = server;
        List<RecordedCall> all = recorded(seen);
        recorded = all.size();
        notKept = seen.stream().filter(each -> each.notKept() != 0).count();
        Simulation.Result result =
                Simulation.of(server.architecture(), server.plan(), server.facts(), Members.UNKNOWN, all);
        if (result.calls() == null) {
            Rejection why = result.problems().get(0);
            throw new IOException(server.file() + ": " + why.message());
        }
        calls = new ArrayList<>(result.calls());
        calls.sort(Comparator.comparing(SimulatedCall::verdict)
                .thenComparing(call -> call.call().calls(), (a, b) -> Long.compareUnsigned(b, a)));
    }

    /** What servers have seen; what those of one version have seen is added up. */
    static List<RecordedCall> recorded(List<Observations> seen) {
        Map<Integer, List<Observations>> byVersion = new LinkedHashMap<>();
        seen.forEach(each -> byVersion
                .computeIfAbsent(each.server(), version -> new ArrayList<>())
                .add(each));
        List<RecordedCall> all = new ArrayList<>();
        byVersion.values().forEach(each -> all.addAll(Simulation.recorded(MergedObservations.of(each))));
        return all;
    }

    /** Whether a call would be denied, with some arguments at least. */
    boolean denies() {
        return count(Verdict.DENIED) + count(Verdict.DEPENDS) > 0;
    }

    /** Whether a server has made calls that it could not record. */
    boolean isIncomplete() {
        return notKept > 0;
    }

    /** Says so. */
    void warn(CommandLine command) {
        if (isIncomplete()) {
            command.getErr()
                    .println(command.getCommandSpec().qualifiedName() + ": warning: " + notKept
                            + " of the servers had no room to record all system calls");
            command.getErr().flush();
        }
    }

    private long count(Verdict verdict) {
        return calls.stream().filter(call -> call.verdict() == verdict).count();
    }

    /** A line for each call that would not simply be made. */
    String text(Colours colours) {
        StringBuilder text = new StringBuilder("Of " + recorded + " calls that processes of servers were seen to make, "
                + count(Verdict.DENIED) + " would be denied, " + count(Verdict.DEPENDS) + " with some arguments, and "
                + count(Verdict.WARNED) + " counted"
                + (count(Verdict.HARMLESS) == 0 ? "" : "; " + count(Verdict.HARMLESS) + " would be denied without harm")
                + ".\n");
        for (SimulatedCall call : calls) {
            String verdict = call.verdict().label();
            text.append("  ")
                    .append(call.verdict() == Verdict.DENIED ? colours.bad(verdict) : colours.doubtful(verdict))
                    .append("  ")
                    .append(who(call.call().caller()))
                    .append(": ")
                    .append(call.syscall())
                    .append(call.arguments().isEmpty() ? "" : " with " + call.arguments())
                    .append(", recorded ")
                    .append(Long.toUnsignedString(call.call().calls()))
                    .append(" times: ")
                    .append(call.answers())
                    .append("  (")
                    .append(why(call))
                    .append(")\n");
        }
        return text.toString();
    }

    /** A process, in words. */
    static String who(Caller caller) {
        return caller.type()
                + (caller.role().isEmpty() ? "" : ", role \"" + Names.shown(caller.role()) + "\"")
                + (caller.database().isEmpty() ? "" : ", database \"" + Names.shown(caller.database()) + "\"")
                + (caller.program().equals("postgres") ? "" : ", program \"" + Names.shown(caller.program()) + "\"");
    }

    private String why(SimulatedCall call) {
        if (call.setting().isEmpty()) {
            return "calls of another ABI are refused";
        }
        WrittenSetting written = server.written(call.setting());
        String place = written == null ? "" : " (" + written.place() + ")";
        return Names.shown(call.setting())
                + (call.entry().isEmpty()
                        ? written == null && server.hasProfile()
                                ? " is not written: the default of the profile"
                                : " is the default action"
                        : " has " + Names.shown(call.entry()))
                + place;
    }

    void write(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("processes");
        json.writeNumberField("recorded", recorded);
        json.writeNumberField("denied", count(Verdict.DENIED));
        json.writeNumberField("depends", count(Verdict.DEPENDS));
        json.writeNumberField("warned", count(Verdict.WARNED));
        json.writeNumberField("harmless", count(Verdict.HARMLESS));
        json.writeArrayFieldStart("calls");
        for (SimulatedCall call : calls) {
            Caller caller = call.call().caller();
            json.writeStartObject();
            json.writeStringField("process_type", caller.type());
            json.writeStringField("role", Names.shown(caller.role()));
            json.writeStringField("database", Names.shown(caller.database()));
            json.writeStringField("program", Names.shown(caller.program()));
            json.writeStringField("syscall", call.syscall());
            json.writeNumberField("number", call.call().number());
            json.writeStringField("arguments", call.arguments());
            json.writeNumberField("calls", call.call().calls());
            json.writeStringField("result", call.verdict().label());
            json.writeStringField("answers", call.answers());
            json.writeStringField("setting", Names.shown(call.setting()));
            json.writeStringField("entry", Names.shown(call.entry()));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
