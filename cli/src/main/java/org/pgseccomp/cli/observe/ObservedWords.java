package org.pgseccomp.cli.observe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pgseccomp.observe.ObservedCall;
import org.pgseccomp.observe.ObservedValues;

/**
 * Reads the column {@code arguments} of {@code seccomp_observed}: the words that {@link ObservedValues} has for values. The words of all
 * values that have some are made with it, and so cannot differ from it.
 */
final class ObservedWords {
    private static final String MORE = "...";
    private static final int FAMILIES = 64;
    private static final int TYPES = 16;
    private static final long[] SOCKET_FLAGS = {0, 0x800, 0x80000, 0x80800};
    private static final int PROTECTIONS = 8;

    private final Map<String, Map<String, Long>> known = new HashMap<>();

    /** A call with the values that the words stand for; with "more values" where one is not understood. */
    ObservedCall call(String syscall, int number, long calls, long first, long last, String words) {
        List<Long> values = new ArrayList<>();
        boolean more = false;
        for (String each : words == null ? new String[0] : words.split(", ", -1)) {
            Long value = each.equals(MORE) ? null : value(syscall, each);
            if (value == null) {
                more = true;
            } else {
                values.add(value);
            }
        }
        return new ObservedCall(number, calls, first, last, values, more);
    }

    private Long value(String syscall, String word) {
        if (word.startsWith("0x") && !word.contains(" ")) {
            try {
                return Long.parseUnsignedLong(word.substring(2), 16);
            } catch (NumberFormatException e) {
                return null;
            }
        }
        return known.computeIfAbsent(String.valueOf(syscall), ObservedWords::words)
                .get(word);
    }

    private static Map<String, Long> words(String syscall) {
        Map<String, Long> words = new HashMap<>();
        if (syscall.equals("socket")) {
            for (long family = 0; family < FAMILIES; family++) {
                for (long type = 0; type < TYPES; type++) {
                    for (long flags : SOCKET_FLAGS) {
                        add(words, syscall, family << 32 | type | flags);
                    }
                }
            }
            return words;
        }
        for (long value = 0; value < PROTECTIONS; value++) {
            add(words, syscall, value | ObservedValues.OF_FILE);
        }
        // F_LINUX_SPECIFIC_BASE is 1024; the options of prctl with a number as a name are letters.
        for (long value = 0; value < 2048; value++) {
            add(words, syscall, value);
        }
        add(words, syscall, 0x53564d41);
        add(words, syscall, 0x59616d61);
        return words;
    }

    private static void add(Map<String, Long> words, String syscall, long value) {
        StringBuilder word = new StringBuilder();
        ObservedValues.append(word, syscall, new ObservedCall(0, 1, 0, 0, List.of(value), false));
        words.put(word.toString(), value);
    }
}
