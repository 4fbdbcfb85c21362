package org.pgseccomp.extension.corpus;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.pgseccomp.syscall.Architecture;

/**
 * Writes cases for kernel.c, which makes real calls: for each policy two frames, a request for its compilation, and calls with what the kernel has to
 * do with them. {@code KernelCases POLICIES CALLS SEED FILE}; CALLS are those of each call with conditions. script/native runs it.
 */
public final class KernelCases {
    private KernelCases() {}

    public static void main(String[] arguments) throws IOException {
        int policies = Integer.parseInt(arguments[0]);
        int ofEach = Integer.parseInt(arguments[1]);
        long seed = Long.parseLong(arguments[2]);
        try (OutputStream out = Files.newOutputStream(Path.of(arguments[3]))) {
            for (int i = 0; i < policies; i++) {
                Seeded random = new Seeded(seed, i);
                KernelPolicy policy = new KernelPolicy(ofThisMachine(), random);
                write(out, policy.request());
                write(out, policy.calls(random, ofEach));
            }
        }
    }

    private static Architecture ofThisMachine() {
        return System.getProperty("os.arch").equals("aarch64") ? Architecture.AARCH64 : Architecture.X86_64;
    }

    private static void write(OutputStream out, byte[] frame) throws IOException {
        out.write(new RequestBytes().integer(frame.length).bytes());
        out.write(frame);
    }
}
