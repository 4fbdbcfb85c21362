package org.pgseccomp.extension;

import org.teavm.interop.Address;
import org.teavm.interop.Export;
import org.teavm.interop.Function;
import org.teavm.interop.Import;

/**
 * Where C enters. Compiled to C only; on a JVM, tests call {@link Boundary}.
 *
 * <p>Nothing is thrown to C: a Java exception cannot cross a C frame. Memory that C passes is read and written here only.
 */
public final class EntryPoint {
    /**
     * The longest request that is answered in a process that goes on, in bytes; java_runtime.h says the same, and sees to it. In a process
     * that ends with its calls the heap is as large as the request wants it.
     */
    public static final int LONGEST_REQUEST = 64 * 1024;

    /** The room that every reply has at least, in bytes; to it comes {@link #REPLY_ROOM_PER_BYTE}. */
    public static final int REPLY_ROOM = 512 * 1024;

    /** How many bytes of room a reply has in addition for each byte of its request. */
    public static final int REPLY_ROOM_PER_BYTE = 24;

    private EntryPoint() {}

    /** The type of {@link #call} as a C function pointer. */
    abstract static class Call extends Function {
        abstract int call(Address request, int length, Address reply, int capacity);
    }

    /** Hands the entry point to C: an export alone does not keep it in the generated code. */
    @Import(name = "pgseccomp_java_register")
    private static native void register(Call call);

    /** Whether this process ends with the first call that is stopped. */
    @Import(name = "pgseccomp_java_is_disposable")
    private static native boolean isDisposable();

    /**
     * Runs once when the runtime starts. Small requests initialise every class on the usual way, so that no later call,
     * whatever stops it, can leave a class half initialised. They take longer than what a disposable process is made for.
     */
    public static void main(String[] args) {
        if (!isDisposable()) {
            Boundary.warmUp();
        }
        register(Function.get(Call.class, EntryPoint.class, "call"));
    }

    /**
     * Answers a request.
     *
     * @return the length of the reply, or -1 where nothing was written: the reply does not fit, or the core failed in a way that it
     *     could not describe
     */
    @Export(name = "pgseccomp_java_call")
    static int call(Address request, int length, Address reply, int capacity) {
        try {
            if (length < 0) {
                return -1;
            }
            byte[] input = new byte[length];
            for (int i = 0; i < length; i++) {
                input[i] = request.add(i).getByte();
            }
            byte[] output = Boundary.answer(input);
            if (output.length > capacity) {
                return -1;
            }
            for (int i = 0; i < output.length; i++) {
                reply.add(i).putByte(output[i]);
            }
            return output.length;
        } catch (Throwable t) {
            return -1;
        }
    }
}
