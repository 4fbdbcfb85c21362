package org.pgseccomp.bpf;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.condition.Case;
import org.pgseccomp.condition.Combiner;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.Filter;
import org.pgseccomp.policy.FilterStack;
import org.pgseccomp.policy.Level;
import org.pgseccomp.policy.Outcome;
import org.pgseccomp.policy.UnrepeatableCalls;
import org.pgseccomp.policy.UnseenCalls;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/**
 * What one program answers to each call: its filter's outcomes, and what the filters below have to say where an answer of its own
 * would take that back.
 *
 * <ul>
 *   <li>The global filter is the postmaster's too, which no list can end: to end a session is for the session's filter, and an error here.
 *   <li>The filters above it repeat each error of those below, so that it is explained whichever of them the kernel asks last, and each {@link
 *       Action#TERMINATE}, since of two answers that are the handler's the kernel takes the latest.
 *   <li>A warning below is repeated as well, so that it is counted. Whoever cannot count it has the kernel log it.
 *   <li>{@link UnseenCalls} are errors of the kernel everywhere, and so is an error that nobody wrote.
 *   <li>A filter keeps the handler where it is, if its own answers or those of one below need it ({@link HandlerGuard}).
 * </ul>
 */
final class Answers {
    private static final Decision<Answer> ALLOWED = Decision.always(Answer.ALLOW);

    private final Architecture architecture;
    private final List<Decision<Answer>> ofNumber;
    private final Answer others;
    private final Answer foreign;
    private final Handler handler;
    private final boolean asksForPlace;
    private final boolean needsHandler;

    private Answers(
            Architecture architecture,
            List<Decision<Answer>> ofNumber,
            Answer others,
            Answer foreign,
            Handler handler,
            boolean asksForPlace,
            boolean needsHandler) {
        this.architecture = architecture;
        this.ofNumber = ofNumber;
        this.others = others;
        this.foreign = foreign;
        this.handler = handler;
        this.asksForPlace = asksForPlace;
        this.needsHandler = needsHandler;
    }

    /** Of a filter by itself. */
    static Answers of(Filter filter) {
        List<Decision<Answer>> ofNumber = new AnswerMaker(Answer::of).ofAll(filter.decisionsBelow(filter.size()));
        Answer others = Answer.of(filter.others());
        Answer foreign = Answer.of(filter.foreignAbiAction());
        return new Answers(filter.architecture(), ofNumber, others, foreign, Handler.ANYWHERE, false, false);
    }

    /** Of the filter of a level in a stack. */
    static Answers of(FilterStack stack, Level level, Handler handler) {
        Filter filter = stack.at(level);
        FilterStack below = stack.knownTo(level);
        boolean executes = Handler.executes(below);
        boolean isOfPostmaster = level == Level.GLOBAL;
        Kinds kinds = new Kinds(isOfPostmaster ? handler.of(false) : handler, !executes || handler.isPlaced());
        int size = 0;
        for (Filter each : below.filters()) {
            size = Math.max(size, each.size());
        }
        List<Syscall> unseen = UnseenCalls.of(stack.architecture());
        for (Syscall syscall : unseen) {
            size = Math.max(size, syscall.number() + 1);
        }
        for (Syscall syscall : UnrepeatableCalls.of(stack.architecture())) {
            size = Math.max(size, syscall.number() + 1);
        }
        List<Decision<Outcome>> ofAll = below.decisionsBelow(size);
        List<Decision<Outcome>> denials = new Combiner<>(Answers::denial).ofAll(ofAll, filter.decisionsBelow(size));
        List<Decision<Answer>> ofNumber = new AnswerMaker(kinds::seen).ofAll(denials);
        AnswerMaker ofUnrepeatable = new AnswerMaker(kinds::unrepeatable);
        for (Syscall syscall : UnrepeatableCalls.of(stack.architecture())) {
            ofNumber.set(syscall.number(), ofUnrepeatable.of(denials.get(syscall.number())));
        }
        AnswerMaker ofUnseen = new AnswerMaker(kinds::unseen);
        for (Syscall syscall : unseen) {
            ofNumber.set(syscall.number(), ofUnseen.of(denials.get(syscall.number())));
        }
        Outcome othersOfAll = below.others();
        Answer others = kinds.seen(denial(othersOfAll, filter.others()));
        Answer foreign = Answer.of(filter.foreignAbiAction());
        boolean needsHandler = anyIsHandled(ofNumber, others)
                || (level == Level.CLIENT && anyNeedsHandler(stack, handler))
                || (!isOfPostmaster && of(stack, Level.GLOBAL, handler).needsHandler);
        return new Answers(
                stack.architecture(), ofNumber, others, foreign, handler, executes && handler.isPlaced(), needsHandler);
    }

    /** Whether a filter between the global one and the client's needs the handler. */
    private static boolean anyNeedsHandler(FilterStack stack, Handler handler) {
        return (stack.session() != null && of(stack, Level.SESSION, handler).needsHandler)
                || (stack.database() != null && of(stack, Level.DATABASE, handler).needsHandler);
    }

    private static boolean anyIsHandled(List<Decision<Answer>> ofNumber, Answer others) {
        boolean found = others.isHandled();
        for (Decision<Answer> decision : ofNumber) {
            found = found || decision.otherwise().isHandled();
            for (Case<Answer> each : decision.cases()) {
                found = found || each.result().isHandled();
            }
        }
        return found;
    }

    /** What a filter says for itself, or repeats: what the handler has to know. */
    private static Outcome denial(Outcome strictest, Outcome own) {
        return switch (strictest.action()) {
            case WARN, ERROR, TERMINATE -> strictest;
            case ALLOW, LOG, KILL -> own;
        };
    }

    /**
     * Which kinds of answers the actions are that a handler may make.
     *
     * @param explains whether it is known where there is one
     */
    private record Kinds(Handler handler, boolean explains) {
        Answer seen(Outcome outcome) {
            if (outcome.action() == Action.TERMINATE && handler.endsProcess()) {
                return Answer.TERMINATED;
            }
            if (outcome.action() == Action.WARN && explains && handler.repeats()) {
                return Answer.COUNTED;
            }
            if (outcome.action() == Action.ERROR || outcome.action() == Action.TERMINATE) {
                boolean isTold = explains && !outcome.isAutomatic();
                int errno = outcome.action() == Action.ERROR ? outcome.errno() : Outcome.EACCES;
                return isTold ? Answer.explained(errno) : Answer.error(errno);
            }
            return uncounted(outcome);
        }

        Answer unrepeatable(Outcome outcome) {
            return outcome.action() == Action.WARN ? uncounted(outcome) : seen(outcome);
        }

        Answer unseen(Outcome outcome) {
            return outcome.action() == Action.TERMINATE ? Answer.ERROR : uncounted(outcome);
        }

        private Answer uncounted(Outcome outcome) {
            return outcome.action() == Action.WARN && handler.repeats() ? Answer.WARNED : Answer.of(outcome);
        }
    }

    /**
     * One of two programs that answer together what these answers are: that of the quiet calls, which the kernel is not to audit, or that of all others.
     * What the other one answers is allowed by this one.
     *
     * @param isQuiet of each number that may be quiet, whether it is
     */
    Answers part(boolean[] isQuiet, boolean ofQuiet) {
        List<Decision<Answer>> part = new ArrayList<>(ofNumber.size());
        for (int number = 0; number < ofNumber.size(); number++) {
            boolean mayBeQuiet = number < isQuiet.length && isQuiet[number];
            Decision<Answer> all = ofNumber.get(number);
            if (mayBeQuiet) {
                part.add(part(all, ofQuiet));
            } else {
                part.add(ofQuiet ? ALLOWED : all);
            }
        }
        return ofQuiet
                ? new Answers(architecture, part, Answer.ALLOW, Answer.ALLOW, handler, asksForPlace, false)
                : new Answers(architecture, part, others, foreign, handler, asksForPlace, needsHandler);
    }

    private static Decision<Answer> part(Decision<Answer> all, boolean ofQuiet) {
        List<Case<Answer>> cases = new ArrayList<>();
        for (Case<Answer> each : all.cases()) {
            cases.add(new Case<>(each.condition(), part(each.result(), ofQuiet)));
        }
        return new Decision<>(cases, part(all.otherwise(), ofQuiet)).simplified();
    }

    private static Answer part(Answer answer, boolean ofQuiet) {
        return answer.mayBeQuiet() == ofQuiet ? answer : Answer.ALLOW;
    }

    /** Whether these calls get, for some arguments, an answer that may be quiet. */
    boolean areDenied(boolean[] isQuiet) {
        boolean found = false;
        for (int number = 0; number < isQuiet.length; number++) {
            Decision<Answer> decision = ofNumber(number);
            boolean any = decision.otherwise().mayBeQuiet();
            for (Case<Answer> each : decision.cases()) {
                any = any || each.result().mayBeQuiet();
            }
            found = found || (isQuiet[number] && any);
        }
        return found;
    }

    /** The same with an answer of its own for each of so many numbers. */
    Answers upTo(int size) {
        List<Decision<Answer>> all = new ArrayList<>(ofNumber);
        while (all.size() < size) {
            all.add(Decision.always(others));
        }
        return new Answers(architecture, all, others, foreign, handler, asksForPlace, needsHandler);
    }

    Architecture architecture() {
        return architecture;
    }

    /** Numbers from 0 to this one, exclusive, have answers of their own. */
    int size() {
        return ofNumber.size();
    }

    Decision<Answer> ofNumber(int number) {
        return number < ofNumber.size() ? ofNumber.get(number) : Decision.always(others);
    }

    /** Whether the handler is not to be replaced: then the program asks before it gives the answer to the call that sets handlers. */
    boolean needsHandler() {
        return needsHandler;
    }

    /** To all numbers that have none of their own. */
    Answer others() {
        return others;
    }

    /** To calls of any other ABI. */
    Answer foreign() {
        return foreign;
    }

    /** Who makes the answers that are left to a handler. */
    Handler handler() {
        return handler;
    }

    /** Whether there are processes without that handler, whose calls are told apart by their place. */
    boolean asksForPlace() {
        return asksForPlace;
    }
}
