package org.pgseccomp.extension.corpus;

import java.util.ArrayList;
import java.util.List;

/**
 * An entry of a list, with a condition or without one.
 *
 * @param action an index of {@link Policies#ACTIONS}
 * @param error the name of an error and its number, or null for what an error list means without one
 * @param tests that all have to hold; none for a plain entry
 */
record WrittenEntry(String syscall, int action, Failure error, List<WrittenTest> tests) {
    /** With its number of include/uapi/asm-generic/errno-base.h and errno.h. */
    record Failure(String name, int number) {}

    static WrittenEntry random(Seeded random, List<WrittenParameter> parameters, int action, Failure error) {
        List<WrittenTest> tests = new ArrayList<>();
        for (WrittenParameter parameter : parameters) {
            if (random.onceIn(2)) {
                tests.add(WrittenTest.random(random, parameter));
            }
        }
        if (tests.isEmpty()) {
            tests.add(WrittenTest.random(random, random.of(parameters)));
        }
        return new WrittenEntry(parameters.get(0).syscall(), action, error, tests);
    }

    static WrittenEntry plain(String syscall, int action, Failure error) {
        return new WrittenEntry(syscall, action, error, List.of());
    }

    boolean holds(long[] arguments) {
        for (WrittenTest test : tests) {
            if (!test.holds(arguments)) {
                return false;
            }
        }
        return true;
    }

    String text(Seeded random) {
        StringBuilder text = new StringBuilder(syscall);
        for (int i = 0; i < tests.size(); i++) {
            text.append(i == 0 ? "(" : "; ").append(tests.get(i).text(random));
        }
        text.append(tests.isEmpty() ? "" : ")");
        return text.append(error == null ? "" : " = " + error.name()).toString();
    }
}
