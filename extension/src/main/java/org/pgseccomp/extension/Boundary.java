package org.pgseccomp.extension;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.bpf.ExpectedActions;
import org.pgseccomp.bpf.FilterCompiler;
import org.pgseccomp.bpf.Instruction;
import org.pgseccomp.bpf.Program;
import org.pgseccomp.policy.Filter;
import org.pgseccomp.policy.FilterRow;
import org.pgseccomp.policy.PolicyReader;
import org.pgseccomp.policy.PolicyResult;
import org.pgseccomp.policy.Rejection;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.syscall.Architecture;

/**
 * Requests and replies. All integers have 32 bits and are little-endian; text is its length, then one byte for each char.
 *
 * <pre>
 *   request  = operation, audit architecture, count, count × (text name, text value)
 *   reply    = status, then
 *     accepted, compile:  count, count × instruction (8 bytes: code 16, jt 8, jf 8, k 32)
 *                         default action, foreign ABI's action, count, count × action (1 byte)
 *     accepted, describe: count, count × (text syscall, number, text filter_action, text context)
 *     rejected:           kind, text setting, text message, text detail, text hint
 *     failed:             text message
 * </pre>
 *
 * Each call is a pure function of its request.
 */
public final class Boundary {
    /** Read settings and compile them. */
    public static final int COMPILE = 1;
    /** Read settings and list the rows of seccomp_filter(). */
    public static final int DESCRIBE = 2;

    /** The policy was taken. */
    public static final int ACCEPTED = 0;
    /** The policy is refused; the reply says why. */
    public static final int REJECTED = 1;
    /** The request could not be answered: a defect. */
    public static final int FAILED = 2;

    private Boundary() {}

    /** Answers a request. Throws nothing that the input can cause; what is thrown all the same becomes {@link #FAILED}. */
    public static byte[] answer(byte[] request) {
        try {
            return answerChecked(new ByteReader(request));
        } catch (RuntimeException e) {
            return failed("unexpected " + (e.getMessage() == null ? "exception" : "exception: " + e.getMessage()));
        }
    }

    /** Initialises the classes behind an accepted and a rejected request. */
    static void warmUp() {
        for (Architecture architecture : Architecture.values()) {
            for (int operation = COMPILE; operation <= DESCRIBE; operation++) {
                answer(request(operation, architecture, "error", "read, write"));
                answer(request(operation, architecture, "error", "raed"));
            }
        }
    }

    private static byte[] request(int operation, Architecture architecture, String defaultAction, String allow) {
        ByteWriter writer = new ByteWriter();
        writer.integer(operation);
        writer.integer(architecture.auditArch());
        writer.integer(2);
        writer.text("pgseccomp.global_syscall_default");
        writer.text(defaultAction);
        writer.text("pgseccomp.global_syscall_allow");
        writer.text(allow);
        return writer.bytes();
    }

    private static byte[] answerChecked(ByteReader request) {
        int operation = request.integer();
        Architecture architecture = Architecture.ofAuditArch(request.integer());
        int count = request.integer();
        List<Setting> settings = new ArrayList<>();
        for (int i = 0; i < count && !request.failed(); i++) {
            String name = request.text();
            String value = request.text();
            settings.add(new Setting(name, value));
        }
        if (request.failed() || !request.atEnd() || count < 0) {
            return failed("malformed request");
        }
        if (architecture == null) {
            return failed("no system call table for this architecture");
        }
        if (operation != COMPILE && operation != DESCRIBE) {
            return failed("unknown operation");
        }
        PolicyResult result = PolicyReader.read(architecture, settings);
        if (result instanceof PolicyResult.Rejected rejected) {
            return rejected(rejected.rejection());
        }
        Filter filter = ((PolicyResult.Accepted) result).filter();
        return operation == COMPILE ? compiled(filter) : described(filter);
    }

    private static byte[] compiled(Filter filter) {
        ByteWriter writer = new ByteWriter();
        writer.integer(ACCEPTED);
        Program program = FilterCompiler.compile(filter);
        writer.integer(program.instructions().size());
        for (Instruction instruction : program.instructions()) {
            writer.integer(instruction.code() | instruction.jumpTrue() << 16 | instruction.jumpFalse() << 24);
            writer.integer(instruction.k());
        }
        writer.integer(filter.defaultAction().ordinal());
        writer.integer(filter.foreignAbiAction().ordinal());
        writer.blob(ExpectedActions.of(filter));
        return writer.bytes();
    }

    private static byte[] described(Filter filter) {
        ByteWriter writer = new ByteWriter();
        writer.integer(ACCEPTED);
        List<FilterRow> rows = FilterRow.inherited(filter);
        writer.integer(rows.size());
        for (FilterRow row : rows) {
            writer.text(row.syscall());
            writer.integer(row.number());
            writer.text(row.filterAction());
            writer.text(row.context());
        }
        return writer.bytes();
    }

    private static byte[] rejected(Rejection rejection) {
        ByteWriter writer = new ByteWriter();
        writer.integer(REJECTED);
        writer.integer(rejection.kind().ordinal());
        writer.text(rejection.setting());
        writer.text(rejection.message());
        writer.text(rejection.detail());
        writer.text(rejection.hint());
        return writer.bytes();
    }

    private static byte[] failed(String message) {
        ByteWriter writer = new ByteWriter();
        writer.integer(FAILED);
        writer.text(message);
        return writer.bytes();
    }
}
