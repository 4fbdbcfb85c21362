package org.pgseccomp.extension;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.attack.Attack;
import org.pgseccomp.attack.Exposure;
import org.pgseccomp.attack.Finding;
import org.pgseccomp.attack.Guarded;
import org.pgseccomp.bpf.CompiledPolicy;
import org.pgseccomp.bpf.ExpectedActions;
import org.pgseccomp.bpf.Handler;
import org.pgseccomp.bpf.Instruction;
import org.pgseccomp.group.SyscallGroup;
import org.pgseccomp.group.SyscallGroups;
import org.pgseccomp.observe.Activity;
import org.pgseccomp.observe.Observations;
import org.pgseccomp.plan.Plan;
import org.pgseccomp.plan.PlannedPolicy;
import org.pgseccomp.plan.PolicyJudge;
import org.pgseccomp.plan.Problem;
import org.pgseccomp.plan.Severity;
import org.pgseccomp.policy.ConditionTexts;
import org.pgseccomp.policy.DenialSource;
import org.pgseccomp.policy.Filter;
import org.pgseccomp.policy.FilterRow;
import org.pgseccomp.policy.FilterStack;
import org.pgseccomp.policy.Level;
import org.pgseccomp.policy.QuietCalls;
import org.pgseccomp.policy.Rejection;
import org.pgseccomp.policy.Remedies;
import org.pgseccomp.policy.Rule;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.ShownArguments;
import org.pgseccomp.syscall.Signatures;
import org.pgseccomp.syscall.Syscall;

/**
 * Replies: what the core answers, in the encoding of {@link Boundary}: tables whose cells are integers, and texts by their place in a pool.
 * A reader finds each cell without reading the ones before it, and can keep a reply as it came.
 *
 * <pre>
 *   reply    = status, number of tables, for each: rows, columns; length of the pool, cells of all tables row by row, pool
 *   pool     = texts, each with a 0 behind it; the first one is empty
 *   table 0  = problems: {@link Severity}, {@link Rejection.Kind}, text setting, text message, text detail, text hint
 *   status   = accepted: table 0 has no errors; rejected: it has, and whatever else there is does not count;
 *              failed: the request could not be answered, the only row's message says why
 *   others:
 *     plan:        {@link PlanTables}
 *     compile:     instructions: code (16 bits), jt (8), jf (8); k
 *                  for each number, of this filter, of all filters up to it ({@link ExpectedTables}), {@link Remedies}: a byte, four in a cell
 *                  words of this filter
 *                  words of all filters up to it
 *                  text {@link ConditionTexts}, text {@link Remedies}, calls that the filter names, conditions of these
 *                  {@link DomainTables}
 *                  instructions of a second program, for {@link QuietCalls}; mostly none
 *                  numbers of all quiet calls, where there are any a bit for each number
 *     describe:    text syscall, number, text filter_action, text context
 *     recommend, policy: text, a line
 *     unexercised: text activity, 0 or 1, text evidence, text how
 *     observations, observed: {@link ObservedTables}
 *     syscalls:    text name, number, {@link ShownArguments}, text names of the parameters, separated by spaces, 1 for a call that programs usually make
 *     groups:      text name, text description, text calls, separated by spaces
 *     lines, check, change, simulate: {@link CheckTables}
 * </pre>
 *
 * No instructions, for a session: it needs no filter of its own, and its actions are those of the global one.
 */
public final class Replies {
    /** The policy was taken. */
    public static final int ACCEPTED = 0;
    /** The policy is refused; the reply says why. */
    public static final int REJECTED = 1;
    /** The request could not be answered: a defect. */
    public static final int FAILED = 2;

    private Replies() {}

    private static TableWriter begin(List<Problem> problems) {
        TableWriter writer = new TableWriter().table(6);
        for (Problem problem : problems) {
            Rejection text = problem.text();
            writer.integer(problem.severity().ordinal())
                    .integer(text.kind().ordinal())
                    .text(text.setting());
            writer.text(text.message()).text(text.detail()).text(text.hint());
        }
        return writer;
    }

    static TableWriter begin() {
        return begin(List.of());
    }

    static byte[] plan(Plan plan) {
        TableWriter writer = begin(plan.problems());
        PlanTables.write(plan, writer);
        return writer.reply(plan.isRefused() ? REJECTED : ACCEPTED);
    }

    static byte[] compiled(PolicyJudge.Judgement judgement, PlannedPolicy policy, Handler handler) {
        FilterStack stack = judgement.stack();
        Level level = policy.level();
        List<Problem> warnings = new ArrayList<>();
        for (Rejection text : judgement.harm()) {
            warnings.add(new Problem(PolicyJudge.severityOf(text), text));
        }
        // A client's filter is handed on to parallel workers, which have no room for a second program.
        List<Integer> quiet =
                level == Level.CLIENT ? List.of() : QuietCalls.of(stack.architecture(), policy.settings());
        CompiledPolicy compiled = CompiledPolicy.of(stack, level, policy.whose(), handler, quiet);
        if (compiled.problem() != null) {
            return verdict(compiled.problem());
        }
        TableWriter writer = begin(warnings);
        writeProgram(compiled.instructions(), writer);
        ExpectedTables tablesOfOwn = new ExpectedTables(compiled.own());
        ExpectedTables tablesOfAll = new ExpectedTables(compiled.all());
        // What is said here of a session that needs no filter of its own is never asked for: it has none that denies
        // anything.
        Filter filter = stack.at(level) == null ? stack.global() : stack.at(level);
        Remedies remedies = new Remedies(filter, level, policy.settings(), ExpectedActions.NUMBERS);
        writer.table(3);
        byte[] ofOwn = tablesOfOwn.ofNumber();
        byte[] ofAll = tablesOfAll.ofNumber();
        byte[] remedyOf = remedies.ofNumber();
        for (int i = 0; i + 3 < ofOwn.length; i += 4) {
            writer.integer(fourBytes(ofOwn, i)).integer(fourBytes(ofAll, i)).integer(fourBytes(remedyOf, i));
        }
        for (ExpectedTables tables : List.of(tablesOfOwn, tablesOfAll)) {
            writer.table(1);
            for (int word : tables.words()) {
                writer.integer(word);
            }
        }
        int conditions = 0;
        for (Rule rule : filter.rules()) {
            conditions += rule.texts().size();
        }
        writer.table(4).text(ConditionTexts.of(filter)).text(remedies.lines());
        writer.integer(filter.rules().size()).integer(conditions);
        DomainTables.write(judgement.domain(), writer);
        writeProgram(compiled.quiet(), writer);
        writeBits(quiet, writer);
        return writer.reply(ACCEPTED);
    }

    private static void writeProgram(List<Instruction> instructions, TableWriter writer) {
        writer.table(2);
        for (Instruction instruction : instructions) {
            writer.integer(instruction.code() | instruction.jumpTrue() << 16 | instruction.jumpFalse() << 24);
            writer.integer(instruction.k());
        }
    }

    private static void writeBits(List<Integer> numbers, TableWriter writer) {
        int[] words = new int[numbers.isEmpty() ? 0 : ExpectedActions.NUMBERS / 32];
        for (int number : numbers) {
            words[number / 32] |= 1 << number % 32;
        }
        writer.table(1);
        for (int word : words) {
            writer.integer(word);
        }
    }

    private static int fourBytes(byte[] bytes, int from) {
        return (bytes[from] & 0xff)
                | (bytes[from + 1] & 0xff) << 8
                | (bytes[from + 2] & 0xff) << 16
                | (bytes[from + 3] & 0xff) << 24;
    }

    private static String spaced(List<String> names) {
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            text.append(text.length() == 0 ? "" : " ").append(name);
        }
        return text.toString();
    }

    /** All calls of an architecture. */
    static byte[] syscalls(Architecture architecture) {
        Signatures signatures = architecture.signatures();
        TableWriter writer = begin().table(5);
        // What programs need stands on top of what sessions need.
        List<Syscall> ofPrograms =
                new ArrayList<>(SyscallGroups.named(DenialSource.PROGRAMS).callsOf(architecture));
        ofPrograms.addAll(SyscallGroups.named(DenialSource.SESSIONS).callsOf(architecture));
        for (Syscall syscall : architecture.syscalls().all()) {
            writer.text(syscall.name()).integer(syscall.number()).integer(ShownArguments.of(signatures.of(syscall)));
            writer.text(spaced(signatures.namesOf(syscall))).integer(ofPrograms.contains(syscall) ? 1 : 0);
        }
        return writer.reply(ACCEPTED);
    }

    /** All groups, with the calls of an architecture. */
    static byte[] groups(Architecture architecture) {
        TableWriter writer = begin().table(3);
        for (SyscallGroup group : SyscallGroups.all()) {
            List<String> calls = new ArrayList<>();
            for (Syscall syscall : group.callsOf(architecture)) {
                calls.add(syscall.name());
            }
            writer.text(group.name()).text(group.description()).text(spaced(calls));
        }
        return writer.reply(ACCEPTED);
    }

    /** What becomes of all attacks. */
    static byte[] exposure(Guarded guarded) {
        TableWriter writer = begin().table(5);
        for (Finding finding : Exposure.of(guarded)) {
            Attack attack = finding.attack();
            writer.text(attack.name()).text(attack.attackClass().label());
            writer.text(finding.verdict().label()).text(finding.stoppedBy()).text(attack.reference());
        }
        return writer.reply(ACCEPTED);
    }

    static byte[] described(FilterStack stack, Level level, List<Setting> settings) {
        TableWriter writer = begin().table(4);
        for (FilterRow row : FilterRow.of(stack, level, settings)) {
            writer.text(row.syscall()).integer(row.number());
            writer.text(row.filterAction()).text(row.context());
        }
        return writer.reply(ACCEPTED);
    }

    /** A text, a row for each of its lines, all of which have an end. */
    static byte[] lines(String text) {
        TableWriter writer = begin().table(1);
        int from = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
            writer.text(text.substring(from, end));
            from = end + 1;
        }
        return writer.reply(ACCEPTED);
    }

    /** An answer about what was observed, which begins with what may be missing in it. */
    static TableWriter begin(Observations seen) {
        List<Problem> gaps = new ArrayList<>();
        if (seen.notKept() != 0) {
            String calls = Long.toUnsignedString(seen.notKept());
            gaps.add(new Problem(
                    Severity.WARNING,
                    new Rejection(
                            Rejection.Kind.HARMFUL,
                            "",
                            "there was no room to record " + calls + " system calls",
                            "",
                            "Save what was seen, and call seccomp_observed_reset().")));
        }
        return begin(gaps);
    }

    /** What was observed cannot be used. */
    static byte[] unreadable(String why) {
        return verdict(new Rejection(Rejection.Kind.INVALID_VALUE, "", why, "", ""));
    }

    static byte[] activities(Observations seen) {
        TableWriter writer = begin(seen).table(4);
        for (Activity activity : Activity.of(seen)) {
            writer.text(activity.name()).integer(activity.seen() ? 1 : 0);
            writer.text(activity.evidence()).text(activity.how());
        }
        return writer.reply(ACCEPTED);
    }

    /** Accepted, or rejected where there is a reason. */
    static byte[] verdict(Rejection rejection) {
        return rejection == null ? begin().reply(ACCEPTED) : rejected(List.of(rejection));
    }

    static byte[] rejected(List<Rejection> rejections) {
        List<Problem> problems = new ArrayList<>();
        for (Rejection rejection : rejections) {
            problems.add(new Problem(Severity.ERROR, rejection));
        }
        return begin(problems).reply(REJECTED);
    }

    static byte[] failed(String message) {
        TableWriter writer = begin();
        writer.integer(Severity.ERROR.ordinal())
                .integer(0)
                .text("")
                .text(message)
                .text("")
                .text("");
        return writer.reply(FAILED);
    }
}
