package org.pgseccomp.simulate;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.condition.ArgumentTest;
import org.pgseccomp.condition.Atom;
import org.pgseccomp.condition.Condition;
import org.pgseccomp.observe.ObservedValues;
import org.pgseccomp.syscall.Architecture;

/** What is known of a call's arguments, as a condition that it meets. */
final class SeenCondition {
    private static final int WORD = 32;
    private static final long LOW_HALF = 0xffffffffL;
    private static final long PROT_EXEC = 4;
    private static final long MAP_ANONYMOUS = 0x20;

    private SeenCondition() {}

    /** One value is known, as a server that learns records it (observations_value in observations.c). */
    static Condition ofValue(Architecture architecture, String syscall, long value) {
        return switch (syscall) {
            case "socket" -> new Condition(List.of(is(0, value >>> WORD), is(1, value & LOW_HALF)));
            case "ioctl", "fcntl" -> one(1, value);
            case "prctl", "personality" -> one(0, value);
            case "clone" -> one(architecture == Architecture.S390X ? 1 : 0, value);
            case "mprotect" -> one(2, value);
            case "mmap" -> mmap(value);
            default -> Condition.NONE;
        };
    }

    /** Whether executable memory is a file's was recorded too. */
    private static Condition mmap(long value) {
        List<ArgumentTest> tests = new ArrayList<>();
        tests.add(is(2, value & LOW_HALF));
        if ((value & PROT_EXEC) != 0) {
            boolean isOfFile = (value & ObservedValues.OF_FILE) != 0;
            tests.add(
                    new ArgumentTest(3, WORD, false, List.of(Atom.bits(MAP_ANONYMOUS, isOfFile ? 0 : MAP_ANONYMOUS))));
        }
        return new Condition(tests);
    }

    private static Condition one(int argument, long value) {
        return new Condition(List.of(is(argument, value)));
    }

    /** Of what the kernel takes for 32 bits, that many were recorded. */
    private static ArgumentTest is(int argument, long value) {
        return new ArgumentTest(argument, Long.SIZE, false, List.of(Atom.value(value)));
    }
}
