package org.pgseccomp.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.pgseccomp.cli.learn.Observations;
import org.pgseccomp.condition.Condition;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.CallOrigins;
import org.pgseccomp.policy.FilterStack;
import org.pgseccomp.policy.Outcome;
import org.pgseccomp.simulate.Verdict;
import org.pgseccomp.syscall.Syscall;

/** Recorded calls, and what a policy would answer to them. */
final class Simulation {
    private final ServerPolicy server;
    private final String who;
    private final int policy;
    private final int database;
    private final List<Call> calls = new ArrayList<>();

    private record Call(Syscall syscall, long recorded, List<Outcome> outcomes, Verdict result) {}

    Simulation(ServerPolicy server, Who who, Observations observations) throws IOException {
        this.server = server;
        this.who = who.described(server);
        policy = who.policy(server);
        database = who.databasePolicy(server);
        FilterStack stack = server.stack(policy, database);
        for (Observations.Count count : observations.counts(server.architecture())) {
            Syscall syscall = server.architecture().syscalls().numbered(count.number());
            List<Outcome> outcomes = CallOrigins.outcomes(stack.decisionOf(count.number()), Condition.NONE);
            calls.add(new Call(syscall, count.calls(), outcomes, Verdict.of(outcomes, syscall.name(), true)));
        }
        calls.sort(Comparator.comparing(Call::result)
                .thenComparing(Comparator.comparingLong(Call::recorded).reversed()));
    }

    /** Whether a recorded call would be denied, with some arguments at least. */
    boolean denies() {
        return count(Verdict.DENIED) + count(Verdict.DEPENDS) > 0;
    }

    private long count(Verdict result) {
        return calls.stream().filter(call -> call.result() == result).count();
    }

    /** The calls that are not simply made, each with its reasons. */
    String text() throws IOException {
        StringBuilder text = new StringBuilder("In " + Names.shown(Names.asRead(who)) + " ("
                + server.architecture().displayName() + "), of " + calls.size() + " recorded system calls "
                + count(Verdict.DENIED) + " would be denied, and " + count(Verdict.DEPENDS)
                + " with some arguments"
                + (count(Verdict.HARMLESS) == 0 ? "" : "; " + count(Verdict.HARMLESS) + " without harm") + ".\n");
        for (Call call : calls) {
            boolean isPlainlyMade = call.result() == Verdict.ALLOWED
                    && call.outcomes().size() == 1
                    && call.outcomes().get(0).action() == Action.ALLOW;
            if (!isPlainlyMade) {
                ExplainedCall explained = new ExplainedCall(
                        server,
                        policy,
                        database,
                        new ExplainedCall.AskedCall(
                                call.syscall(), Condition.NONE, call.syscall().name()));
                new Explanation(server, policy, database, who, List.of(explained))
                        .appendLine(text, explained, call.recorded());
            }
        }
        return text.toString();
    }

    String json(boolean isIncomplete, SimulatedProcesses processes) throws IOException {
        return Json.of("pgseccomp-simulate", json -> {
            json.writeStringField("file", server.file());
            json.writeStringField("who", who);
            json.writeStringField("architecture", server.architecture().displayName());
            json.writeBooleanField("in_force", server.whyNotInForce() == null);
            json.writeBooleanField("incomplete", isIncomplete);
            json.writeNumberField("recorded", calls.size());
            json.writeNumberField("denied", count(Verdict.DENIED));
            json.writeNumberField("depends", count(Verdict.DEPENDS));
            json.writeNumberField("harmless", count(Verdict.HARMLESS));
            json.writeArrayFieldStart("calls");
            for (Call call : calls) {
                json.writeStartObject();
                json.writeStringField("syscall", call.syscall().name());
                json.writeNumberField("number", call.syscall().number());
                json.writeNumberField("calls", call.recorded());
                json.writeArrayFieldStart("answers");
                for (Outcome outcome : call.outcomes()) {
                    json.writeString(CallOrigins.nameOf(outcome));
                }
                json.writeEndArray();
                json.writeStringField("result", call.result().label());
                json.writeEndObject();
            }
            json.writeEndArray();
            processes.write(json);
        });
    }
}
