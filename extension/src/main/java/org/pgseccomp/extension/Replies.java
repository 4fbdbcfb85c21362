package org.pgseccomp.extension;

import java.util.List;
import org.pgseccomp.bpf.Answer;
import org.pgseccomp.bpf.ExpectedActions;
import org.pgseccomp.bpf.FilterCompiler;
import org.pgseccomp.bpf.Handler;
import org.pgseccomp.bpf.Instruction;
import org.pgseccomp.observe.Activity;
import org.pgseccomp.policy.FilterRow;
import org.pgseccomp.policy.FilterStack;
import org.pgseccomp.policy.Level;
import org.pgseccomp.policy.ProcessType;
import org.pgseccomp.policy.Rejection;
import org.pgseccomp.policy.SessionRoles;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.ShownArguments;
import org.pgseccomp.syscall.Signatures;
import org.pgseccomp.syscall.Syscall;

/**
 * Replies: what the core answers, in the encoding of {@link Boundary}.
 *
 * <pre>
 *   reply    = status, then
 *     accepted, compile:  count, count × instruction (8 bytes: code 16, jt 8, jf 8, k 32)
 *                         actions of this filter, actions of all filters up to it
 *     accepted, describe: count, count × (text syscall, number, text filter_action, text context)
 *     accepted, roles:    count, count × (text role, text suffix)
 *     accepted, process types: count, count × number ({@link ProcessType}, in the order of its declaration)
 *     accepted, recommend: count, count × text
 *     accepted, unexercised: count, count × (text activity, number 0 or 1, text evidence, text how)
 *     accepted, others:   nothing
 *     rejected:           kind, text setting, text message, text detail, text hint
 *     failed:             text message
 *     accepted, syscalls: count, count × (text name, number, {@link ShownArguments})
 *   actions  = default action, foreign ABI's action, count, count × action (1 byte), each an {@link Answer}
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

    static byte[] compiled(FilterStack stack, Level level, Handler handler) {
        ByteWriter writer = new ByteWriter();
        writer.integer(ACCEPTED);
        if (stack.at(level) == null) {
            writer.integer(0);
        } else {
            List<Instruction> instructions =
                    FilterCompiler.compile(stack, level, handler).instructions();
            writer.integer(instructions.size());
            for (Instruction instruction : instructions) {
                writer.integer(instruction.code() | instruction.jumpTrue() << 16 | instruction.jumpFalse() << 24);
                writer.integer(instruction.k());
            }
        }
        ExpectedActions own = ExpectedActions.ofLevel(stack, level, handler);
        actions(writer, own);
        actions(writer, own.withThoseBelow(stack, level, handler));
        return writer.bytes();
    }

    private static void actions(ByteWriter writer, ExpectedActions actions) {
        writer.integer(actions.others().ordinal());
        writer.integer(actions.foreign().ordinal());
        writer.blob(actions.ofNumber());
    }

    /** All calls of an architecture. */
    static byte[] syscalls(Architecture architecture) {
        List<Syscall> syscalls = architecture.syscalls().all();
        Signatures signatures = architecture.signatures();
        ByteWriter writer = new ByteWriter();
        writer.integer(ACCEPTED);
        writer.integer(syscalls.size());
        for (Syscall syscall : syscalls) {
            writer.text(syscall.name());
            writer.integer(syscall.number());
            writer.integer(ShownArguments.of(signatures.of(syscall)));
        }
        return writer.bytes();
    }

    static byte[] described(FilterStack stack, Level level, List<Setting> settings) {
        ByteWriter writer = new ByteWriter();
        writer.integer(ACCEPTED);
        List<FilterRow> rows = FilterRow.of(stack, level, settings);
        writer.integer(rows.size());
        for (FilterRow row : rows) {
            writer.text(row.syscall());
            writer.integer(row.number());
            writer.text(row.filterAction());
            writer.text(row.context());
        }
        return writer.bytes();
    }

    static byte[] roles(List<SessionRoles.Role> roles) {
        ByteWriter writer = new ByteWriter();
        writer.integer(ACCEPTED);
        writer.integer(roles.size());
        for (SessionRoles.Role role : roles) {
            writer.text(role.name());
            writer.text(role.suffix());
        }
        return writer.bytes();
    }

    static byte[] processTypes(List<ProcessType> types) {
        ByteWriter writer = new ByteWriter();
        writer.integer(ACCEPTED);
        writer.integer(types.size());
        for (ProcessType type : types) {
            writer.integer(type.ordinal());
        }
        return writer.bytes();
    }

    static byte[] lines(List<String> lines) {
        ByteWriter writer = new ByteWriter();
        writer.integer(ACCEPTED);
        writer.integer(lines.size());
        for (String line : lines) {
            writer.text(line);
        }
        return writer.bytes();
    }

    static byte[] activities(List<Activity> activities) {
        ByteWriter writer = new ByteWriter();
        writer.integer(ACCEPTED);
        writer.integer(activities.size());
        for (Activity activity : activities) {
            writer.text(activity.name());
            writer.integer(activity.seen() ? 1 : 0);
            writer.text(activity.evidence());
            writer.text(activity.how());
        }
        return writer.bytes();
    }

    /** Accepted, or rejected where there is a reason. */
    static byte[] verdict(Rejection rejection) {
        if (rejection != null) {
            return rejected(rejection);
        }
        ByteWriter writer = new ByteWriter();
        writer.integer(ACCEPTED);
        return writer.bytes();
    }

    static byte[] rejected(Rejection rejection) {
        ByteWriter writer = new ByteWriter();
        writer.integer(REJECTED);
        writer.integer(rejection.kind().ordinal());
        writer.text(rejection.setting());
        writer.text(rejection.message());
        writer.text(rejection.detail());
        writer.text(rejection.hint());
        return writer.bytes();
    }

    static byte[] failed(String message) {
        ByteWriter writer = new ByteWriter();
        writer.integer(FAILED);
        writer.text(message);
        return writer.bytes();
    }
}
