package org.pgseccomp.bpf;

import java.util.List;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.Filter;
import org.pgseccomp.policy.FilterStack;
import org.pgseccomp.policy.Level;
import org.pgseccomp.policy.UnseenCalls;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/**
 * What one program answers to each call: its filter's actions, and what the filters below have to say where an answer of its own
 * would take that back.
 *
 * <ul>
 *   <li>The global filter is the postmaster's too, which has no handler: an error is the kernel's, and to end a session is for the
 *       session's filter.
 *   <li>The filters above it repeat each error of those below, so that it is explained, and each {@link Action#TERMINATE}, since of
 *       two answers that are the handler's the kernel takes the latest.
 *   <li>{@link UnseenCalls} are errors of the kernel everywhere.
 *   <li>A filter above the global one keeps the handler where it is, if its own answers or those of one below need it ({@link
 *       HandlerGuard}).
 * </ul>
 */
final class Answers {
    private final Architecture architecture;
    private final Answer[] ofNumber;
    private final Answer others;
    private final Answer foreign;
    private final Handler place;
    private final boolean needsHandler;

    private Answers(
            Architecture architecture,
            Answer[] ofNumber,
            Answer others,
            Answer foreign,
            Handler place,
            boolean needsHandler) {
        this.architecture = architecture;
        this.ofNumber = ofNumber;
        this.others = others;
        this.foreign = foreign;
        this.place = place;
        this.needsHandler = needsHandler;
    }

    /** Of a filter by itself. */
    static Answers of(Filter filter) {
        Action[] actions = filter.actionsBelow(filter.size());
        Answer[] ofNumber = new Answer[actions.length];
        for (int number = 0; number < ofNumber.length; number++) {
            ofNumber[number] = Answer.of(actions[number]);
        }
        return new Answers(
                filter.architecture(),
                ofNumber,
                Answer.of(filter.defaultAction()),
                Answer.of(filter.foreignAbiAction()),
                null,
                false);
    }

    /** Of the filter of a level in a stack. */
    static Answers of(FilterStack stack, Level level, Handler handler) {
        Filter filter = stack.at(level);
        if (level == Level.GLOBAL) {
            return ofGlobal(filter);
        }
        FilterStack below = stack.upTo(level);
        boolean executes = Handler.executes(below);
        Kinds kinds = new Kinds(!executes || handler.isPlaced(), handler.endsProcess());
        int size = 0;
        for (Filter each : below.filters()) {
            size = Math.max(size, each.size());
        }
        List<Syscall> unseen = UnseenCalls.of(stack.architecture());
        for (Syscall syscall : unseen) {
            size = Math.max(size, syscall.number() + 1);
        }
        Action[] own = filter.actionsBelow(size);
        Action[] strictest = below.actionsBelow(size);
        Answer[] ofNumber = new Answer[size];
        for (int number = 0; number < size; number++) {
            ofNumber[number] = kinds.seen(denial(own[number], strictest[number]));
        }
        for (Syscall syscall : unseen) {
            int number = syscall.number();
            ofNumber[number] = Kinds.unseen(denial(own[number], strictest[number]));
        }
        Answer others = kinds.seen(denial(filter.defaultAction(), below.defaultAction()));
        Answer foreign = Answer.of(filter.foreignAbiAction());
        boolean needsHandler = anyIsHandled(ofNumber, others)
                || (level == Level.CLIENT && stack.session() != null && of(stack, Level.SESSION, handler).needsHandler);
        return new Answers(
                stack.architecture(),
                ofNumber,
                others,
                foreign,
                executes && handler.isPlaced() ? handler : null,
                needsHandler);
    }

    private static boolean anyIsHandled(Answer[] ofNumber, Answer others) {
        boolean found = others.isHandled();
        for (Answer answer : ofNumber) {
            found = found || answer.isHandled();
        }
        return found;
    }

    private static Answers ofGlobal(Filter filter) {
        Answers plain = of(filter);
        for (int number = 0; number < plain.ofNumber.length; number++) {
            plain.ofNumber[number] = withoutHandler(plain.ofNumber[number]);
        }
        return new Answers(
                plain.architecture, plain.ofNumber, withoutHandler(plain.others), plain.foreign, null, false);
    }

    private static Answer withoutHandler(Answer answer) {
        return answer == Answer.TERMINATED ? Answer.ERROR : answer;
    }

    private static Action denial(Action own, Action strictest) {
        return strictest == Action.ERROR || strictest == Action.TERMINATE ? strictest : own;
    }

    /** Which kinds of answers the two actions are that a handler may make. */
    private record Kinds(boolean explains, boolean endsProcess) {
        Answer seen(Action action) {
            if (action == Action.TERMINATE && endsProcess) {
                return Answer.TERMINATED;
            }
            if (action == Action.ERROR || action == Action.TERMINATE) {
                return explains ? Answer.EXPLAINED : Answer.ERROR;
            }
            return Answer.of(action);
        }

        static Answer unseen(Action action) {
            return action == Action.TERMINATE ? Answer.ERROR : Answer.of(action);
        }
    }

    Architecture architecture() {
        return architecture;
    }

    /** Numbers from 0 to this one, exclusive, have answers of their own. */
    int size() {
        return ofNumber.length;
    }

    Answer ofNumber(int number) {
        return number < ofNumber.length ? ofNumber[number] : others;
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

    /** Where calls are made that the handler may be asked about; null: anywhere. */
    Handler place() {
        return place;
    }
}
