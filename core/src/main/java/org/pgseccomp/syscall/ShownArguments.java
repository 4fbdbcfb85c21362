package org.pgseccomp.syscall;

import java.util.List;

/**
 * What of the arguments of a call can be shown to whoever may know that it was denied, but not where things lie in the memory of the
 * process: all processes of a server lie alike. In one word, for the handler of a signal:
 *
 * <pre>
 *   bits 4 i to 4 i + 3, i from 0 to 5: what to do with argument i
 *   bit 24: the arguments are known
 * </pre>
 *
 * Only as much of a register is shown as the kernel looks at: the rest may be left of an address.
 */
public final class ShownArguments {
    /** Nothing is known of the call, and nothing is shown. */
    public static final int UNKNOWN = 0;

    /** There is such an argument, and it is not shown. */
    public static final int HIDDEN = 1;

    /** An int. */
    public static final int INT = 2;
    /** An unsigned int. */
    public static final int UNSIGNED_INT = 3;
    /** An unsigned short. */
    public static final int UNSIGNED_SHORT = 4;
    /** All 64 bits. */
    public static final int WHOLE = 5;

    private static final int KNOWN = 1 << 24;

    private ShownArguments() {}

    /**
     * The word of a signature.
     *
     * @param parameters null: not known
     */
    public static int of(List<Parameter> parameters) {
        if (parameters == null) {
            return UNKNOWN;
        }
        int word = KNOWN;
        for (int i = 0; i < parameters.size(); i++) {
            word |= codeOf(parameters.get(i)) << (4 * i);
        }
        return word;
    }

    private static int codeOf(Parameter parameter) {
        if (!parameter.isShown()) {
            return HIDDEN;
        }
        return switch (parameter.kind()) {
            case POINTER, ADDRESS -> HIDDEN;
            case INT -> INT;
            case UNSIGNED_INT -> UNSIGNED_INT;
            case UNSIGNED_SHORT -> UNSIGNED_SHORT;
            case LONG, UNSIGNED_LONG -> WHOLE;
        };
    }
}
