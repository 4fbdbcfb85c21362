package org.pgseccomp.language;

import java.util.List;
import org.pgseccomp.constant.Constants;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/** What a misspelt word of a condition was probably meant to be. */
final class Suggestions {
    private Suggestions() {}

    static String ofParameters(Architecture architecture, Syscall syscall, String misspelt) {
        List<String> names = architecture.signatures().namesOf(syscall);
        String nearest = architecture.signatures().nearest(syscall, misspelt);
        if (nearest != null) {
            return didYouMean(nearest);
        }
        if (names.isEmpty()) {
            return "Its arguments are arg0, arg1 and so on: their names are not known here.";
        }
        StringBuilder all = new StringBuilder("Its parameters are ");
        for (int i = 0; i < names.size(); i++) {
            all.append(i == 0 ? "" : ", ").append(names.get(i));
        }
        return all.append('.').toString();
    }

    static String ofConstants(Architecture architecture, String misspelt) {
        String nearest = Constants.nearest(architecture, misspelt);
        return nearest == null ? "Write a constant of the kernel's headers, or a number." : didYouMean(nearest);
    }

    /** What is said behind a constant that only other architectures have; else "". */
    static String elsewhere(String constant) {
        Architecture other = Constants.elsewhere(constant);
        return other == null ? "" : " (" + other.displayName() + " has it)";
    }

    static String didYouMean(String name) {
        return "Did you mean \"" + name + "\"?";
    }
}
