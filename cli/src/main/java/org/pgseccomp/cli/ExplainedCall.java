package org.pgseccomp.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.bpf.CompiledPolicy;
import org.pgseccomp.bpf.Handler;
import org.pgseccomp.bpf.Interpreter;
import org.pgseccomp.bpf.Program;
import org.pgseccomp.bpf.SeccompData;
import org.pgseccomp.condition.Condition;
import org.pgseccomp.group.SyscallGroup;
import org.pgseccomp.group.SyscallGroups;
import org.pgseccomp.plan.Plan;
import org.pgseccomp.plan.PlannedPolicy;
import org.pgseccomp.policy.CallOrigins;
import org.pgseccomp.policy.CallOrigins.Origin;
import org.pgseccomp.policy.Filter;
import org.pgseccomp.policy.FilterStack;
import org.pgseccomp.policy.Level;
import org.pgseccomp.policy.NeededCalls;
import org.pgseccomp.policy.Outcome;
import org.pgseccomp.syscall.Syscall;

/** All that there is to say of a call under a policy. */
final class ExplainedCall {
    private final AskedCall asked;
    private final FilterStack stack;
    private final List<LevelAnswer> levels = new ArrayList<>();
    private final List<Outcome> outcomes;
    private final List<String> groups = new ArrayList<>();
    private final List<NeededCalls.Need> needs;

    /**
     * What is asked about.
     *
     * @param condition {@link Condition#NONE}: all calls
     * @param text as it is printed
     */
    record AskedCall(Syscall syscall, Condition condition, String text) {}

    /**
     * What one filter says.
     *
     * @param outcomes what may become of the call
     * @param origins why; of the filter's own settings
     * @param isOwn whether the filter is a program of its own; a session's that would be the same as the global one is not loaded
     * @param program null where there is none
     * @param path of the program, for a call without arguments that decide; null where they do
     * @param isPlacedInServer whether a server's program asks in addition where a call is made, since its denials are explained in the C library only
     */
    record LevelAnswer(
            Level level,
            List<Outcome> outcomes,
            List<Origin> origins,
            boolean isOwn,
            Program program,
            List<Integer> path,
            boolean isPlacedInServer) {}

    /**
     * Explains.
     *
     * @param database the policy of a database, or {@link Plan#NONE}
     */
    ExplainedCall(ServerPolicy server, int policy, int database, AskedCall asked) throws IOException {
        this.asked = asked;
        stack = server.stack(policy, database);
        int number = asked.syscall().number();
        for (Level level : List.of(Level.GLOBAL, Level.SESSION, Level.DATABASE)) {
            int ofLevel = level == Level.DATABASE ? database : policy;
            if (ofLevel == Plan.NONE
                    ? level != Level.GLOBAL
                    : level.compareTo(server.policy(ofLevel).level()) > 0) {
                continue;
            }
            PlannedPolicy planned = server.policy(ofLevel);
            Filter own = stack.at(level);
            Filter filter = own == null ? stack.global() : own;
            List<Origin> origins =
                    CallOrigins.of(server.architecture(), level, planned.settings(), filter, asked.syscall());
            Program program = own == null
                    ? null
                    : new Program(CompiledPolicy.of(stack, level, planned.whose(), Handler.ANYWHERE)
                            .instructions());
            List<Integer> path = program == null || !filter.decisionOf(number).isPlain()
                    ? null
                    : Interpreter.path(
                            program,
                            new SeccompData(number, server.architecture().auditArch()));
            levels.add(new LevelAnswer(
                    level,
                    CallOrigins.outcomes(filter.decisionOf(number), asked.condition()),
                    origins,
                    own != null,
                    program,
                    path,
                    program != null && Handler.isPlacedFor(stack, level)));
        }
        outcomes = CallOrigins.outcomes(stack.decisionOf(number), asked.condition());
        for (SyscallGroup group : SyscallGroups.all()) {
            if (group.callsOf(server.architecture()).contains(asked.syscall())) {
                groups.add(group.name());
            }
        }
        // The postmaster's filter must let sessions load theirs.
        boolean isGlobal = policy == Plan.GLOBAL && database == Plan.NONE;
        needs = NeededCalls.of(
                isGlobal ? server.stack(Plan.SESSION) : stack,
                isGlobal ? server.settings(Plan.SESSION, Plan.NONE) : server.settings(policy, database),
                server.facts(),
                asked.syscall());
    }

    AskedCall asked() {
        return asked;
    }

    /** In the order in which they are loaded. */
    List<LevelAnswer> levels() {
        return levels;
    }

    /** What may become of the call under all filters. */
    List<Outcome> outcomes() {
        return outcomes;
    }

    /** The groups that have the call. */
    List<String> groups() {
        return groups;
    }

    /** What PostgreSQL needs it for at a level: a policy that denies it there is refused. */
    List<NeededCalls.Need> needs(Level level) {
        return needs.stream().filter(need -> need.level() == level).toList();
    }

    /** Whether the filter that these processes get last must not deny it, or not with some arguments. */
    boolean isNeeded() {
        return needs(levels.get(levels.size() - 1).level()).stream().anyMatch(need -> !need.isKilled());
    }
}
