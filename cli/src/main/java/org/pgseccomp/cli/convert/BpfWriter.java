package org.pgseccomp.cli.convert;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.pgseccomp.bpf.FilterCompiler;
import org.pgseccomp.bpf.Instruction;
import org.pgseccomp.bpf.Program;

/**
 * Writes the program that the kernel runs: an array of {@code struct sock_filter} in the byte order of the architecture, as seccomp_export_bpf(3)
 * writes it and {@code bwrap --seccomp} reads it.
 */
final class BpfWriter {
    /** BPF_MAXINSNS. */
    private static final int LONGEST = 4096;

    private static final int SIZE = 8;

    private BpfWriter() {}

    static byte[] write(NeutralPolicy source, Remarks remarks) throws IOException {
        NeutralPolicy policy = OciActions.expressible(source, remarks);
        remarkUnknown(policy, remarks);
        Program program = FilterCompiler.compile(policy.filter());
        int length = program.instructions().size();
        if (length > LONGEST) {
            throw new IOException("the program has " + length + " instructions; the kernel takes " + LONGEST);
        }
        ByteBuffer bytes = ByteBuffer.allocate(SIZE * length)
                .order(policy.architecture().isBigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        for (Instruction each : program.instructions()) {
            bytes.putShort((short) each.code());
            bytes.put((byte) each.jumpTrue());
            bytes.put((byte) each.jumpFalse());
            bytes.putInt(each.k());
        }
        return bytes.array();
    }

    static void remarkUnknown(NeutralPolicy policy, Remarks remarks) {
        if (!policy.unknown().equals(policy.unknownOfFilter())) {
            remarks.change("numbers that are no call's fail with EACCES, and with another error in the source");
        }
    }
}
