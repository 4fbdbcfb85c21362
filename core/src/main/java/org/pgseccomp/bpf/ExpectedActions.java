package org.pgseccomp.bpf;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.condition.Combiner;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.condition.DistinctValues;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.Filter;
import org.pgseccomp.policy.FilterStack;
import org.pgseccomp.policy.Level;
import org.pgseccomp.policy.Outcome;
import org.pgseccomp.policy.Rule;
import org.pgseccomp.policy.UnrepeatableCalls;
import org.pgseccomp.policy.UnseenCalls;
import org.pgseccomp.syscall.Syscall;

/**
 * What a filter does with each system call, written down without compiling anything. It travels beside the program, and
 * whoever loads the program compares the two (verify.c in the extension). Actions are written as {@link Answer}s: an error that a
 * handler makes is one of its own.
 */
public final class ExpectedActions {
    /** Numbers 0 to this one, exclusive, are written down one by one; no kernel has numbers as high. */
    public static final int NUMBERS = 1024;

    /** So many different answers can be handed on: their index is a byte. */
    public static final int MOST_ANSWERS = 255;

    private final List<Decision<Answer>> ofNumber;
    private final Answer others;
    private final Answer foreign;
    private final DistinctValues<Decision<Answer>> answers = new DistinctValues<>();
    private final int[] indexes = new int[NUMBERS];

    private ExpectedActions(List<Decision<Answer>> ofNumber, Answer others, Answer foreign) {
        this.ofNumber = ofNumber;
        this.others = others;
        this.foreign = foreign;
        for (int number = 0; number < NUMBERS; number++) {
            indexes[number] = answers.numberOf(ofNumber.get(number));
        }
    }

    /** Of a filter by itself. */
    public static ExpectedActions of(Filter filter) {
        AnswerMaker plain = new AnswerMaker(Answer::of);
        Answer others = Answer.of(filter.others());
        Answer foreign = Answer.of(filter.foreignAbiAction());
        return new ExpectedActions(plain.ofAll(outcomesOf(filter)), others, foreign);
    }

    /** What becomes of each number. */
    private static List<Decision<Outcome>> outcomesOf(Filter filter) {
        List<Decision<Outcome>> outcomes = new ArrayList<>(NUMBERS);
        DistinctValues<Outcome> seen = new DistinctValues<>();
        List<Decision<Outcome>> made = new ArrayList<>();
        for (int number = 0; number < NUMBERS; number++) {
            Outcome outcome = filter.unlistedOutcomeOf(number);
            int known = seen.numberOf(outcome);
            if (known == made.size()) {
                made.add(Decision.always(outcome));
            }
            outcomes.add(made.get(known));
        }
        // What the kernel makes when a stopped process goes on is denied by name, or not at all.
        Syscall restart = filter.architecture().syscalls().named("restart_syscall");
        if (restart != null && filter.defaultAction().compareTo(Action.LOG) > 0) {
            outcomes.set(restart.number(), Decision.always(Outcome.of(Action.ALLOW)));
        }
        for (Rule rule : filter.rules()) {
            outcomes.set(rule.syscall().number(), rule.decision());
        }
        return outcomes;
    }

    /** Of several filters: the strictest that one of them has, and of errors the latest. */
    private static List<Decision<Outcome>> outcomesOf(FilterStack stack) {
        Combiner<Outcome, Outcome> under = new Combiner<>(Outcome::under);
        List<Decision<Outcome>> strictest = outcomesOf(stack.global());
        for (Filter filter : stack.aboveGlobal()) {
            strictest = under.ofAll(strictest, outcomesOf(filter));
        }
        return strictest;
    }

    /** Of the filter of a level in a stack; where it has none, of the level below. */
    public static ExpectedActions ofLevel(FilterStack stack, Level level, Handler handler) {
        return stack.at(level) == null
                ? ofLevel(stack, Level.GLOBAL, handler)
                : new Reader(stack, level, handler).read();
    }

    /** Of this filter, which is that of the level, and all below: the strictest answer that one of them has. */
    public ExpectedActions withThoseBelow(FilterStack stack, Level level, Handler handler) {
        ExpectedActions all = this;
        for (int i = level.ordinal() - 1; i >= 0; i--) {
            Level each = Level.values()[i];
            if (stack.at(each) != null) {
                all = all.orStricter(ofLevel(stack, each, handler));
            }
        }
        return all;
    }

    private ExpectedActions orStricter(ExpectedActions earlier) {
        return new ExpectedActions(
                new Combiner<>(ExpectedActions::stricter).ofAll(ofNumber, earlier.ofNumber),
                stricter(others, earlier.others),
                stricter(foreign, earlier.foreign));
    }

    /** The stricter of two answers, the second of an earlier filter. */
    private static Answer stricter(Answer later, Answer earlier) {
        return earlier.kind().compareTo(later.kind()) > 0 ? earlier : later;
    }

    /** The answer to a number below {@link #NUMBERS}. */
    public Decision<Answer> ofNumber(int number) {
        return ofNumber.get(number);
    }

    /** The answer for every other number. */
    public Answer others() {
        return others;
    }

    /** The answer for calls of any other ABI. */
    public Answer foreign() {
        return foreign;
    }

    /** How many different answers there are. */
    public int answers() {
        return answers.size();
    }

    /** One of them. */
    public Decision<Answer> answer(int index) {
        return answers.get(index);
    }

    /** Which of them is the answer to a number below {@link #NUMBERS}. */
    public int indexOf(int number) {
        return indexes[number];
    }

    private static final class Reader {
        private final Filter filter;
        private final FilterStack below;
        private final Level level;
        private final Handler handler;
        private final boolean isTold;

        Reader(FilterStack stack, Level level, Handler handler) {
            this.filter = stack.at(level);
            this.below = stack.knownTo(level);
            this.level = level;
            this.handler = handler;
            this.isTold = handler.isPlaced() || !Handler.isPlacedFor(stack, level);
        }

        ExpectedActions read() {
            List<Decision<Outcome>> own = outcomesOf(filter);
            List<Decision<Outcome>> all = outcomesOf(below);
            List<Decision<Answer>> expected =
                    new Combiner<Outcome, Answer>((mine, strictest) -> answer(mine, strictest, true)).ofAll(own, all);
            for (Syscall syscall : UnrepeatableCalls.of(below.architecture())) {
                int number = syscall.number();
                expected.set(
                        number, new Combiner<Outcome, Answer>(this::unrepeatable).of(own.get(number), all.get(number)));
            }
            Combiner<Outcome, Answer> unseen = new Combiner<>((mine, strictest) -> answer(mine, strictest, false));
            for (Syscall syscall : UnseenCalls.of(below.architecture())) {
                int number = syscall.number();
                expected.set(number, unseen.of(own.get(number), all.get(number)));
            }
            Outcome othersOfAll = below.others();
            Answer others = answer(filter.others(), othersOfAll, true);
            return new ExpectedActions(expected, others, Answer.of(filter.foreignAbiAction()));
        }

        private Answer unrepeatable(Outcome own, Outcome all) {
            Answer answer = answer(own, all, true);
            return answer.kind() == Answer.Kind.COUNTED ? Answer.WARNED : answer;
        }

        private Answer answer(Outcome own, Outcome all, boolean isSeen) {
            Outcome outcome = own;
            boolean isRepeated =
                    all.action() == Action.WARN || all.action() == Action.ERROR || all.action() == Action.TERMINATE;
            if (level != Level.GLOBAL && isRepeated) {
                outcome = all;
            }
            boolean isHandled = isSeen && !outcome.isAutomatic();
            boolean isExplained = isHandled && isTold;
            // The global filter is the postmaster's too.
            boolean mayEnd = isHandled && level != Level.GLOBAL && handler.endsProcess();
            return switch (outcome.action()) {
                case ALLOW -> Answer.ALLOW;
                case LOG -> Answer.LOG;
                case WARN -> {
                    Answer uncounted = handler.repeats() ? Answer.WARNED : Answer.LOG;
                    yield isExplained && handler.repeats() ? Answer.COUNTED : uncounted;
                }
                case KILL -> Answer.KILL;
                case ERROR -> isExplained ? Answer.explained(outcome.errno()) : Answer.error(outcome.errno());
                case TERMINATE -> {
                    Answer milder = isExplained ? Answer.EXPLAINED : Answer.ERROR;
                    yield mayEnd ? Answer.TERMINATED : milder;
                }
            };
        }
    }
}
