package org.pgseccomp.extension.rules;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.teavm.interop.Address;
import org.teavm.interop.Strings;

/** Classes that do what the rules of ForbiddenCallsTest forbid. Nothing runs them. */
@SuppressWarnings({"ReturnValueIgnored", "StringSplitter", "WaitNotInLoop", "DefaultLocale", "JavaUtilDate"})
final class Offenders {
    private Offenders() {}

    static final class Formats {
        static String offend(String text) {
            return text.formatted(1);
        }
    }

    static final class Splits {
        static int offend(String text) {
            return text.split(",").length;
        }
    }

    static final class Matches {
        static boolean offend(String text) {
            return Pattern.compile("a*").matcher(text).find();
        }
    }

    static final class Lowers {
        static boolean offend(String text) {
            return text.equalsIgnoreCase("read");
        }
    }

    static final class Localizes {
        static String offend() {
            return Locale.getDefault().toString();
        }
    }

    static final class Encodes {
        static byte[] offend(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    static final class Prints {
        static void offend() {
            System.err.println();
        }
    }

    static final class Starts {
        static void offend() {
            new Thread(() -> {}).start();
        }
    }

    static final class Waits {
        static void offend(Object lock) {
            lock.notifyAll();
        }
    }

    static final class Locks {
        static synchronized void offend() {}
    }

    static final class Reflects {
        static int offend(java.lang.reflect.Method method) {
            return method.getParameterCount();
        }
    }

    static final class Looks {
        static Object offend() {
            return Offenders.class.getResource("policy.conf");
        }
    }

    static final class Loads {
        static Object offend() {
            return ClassLoader.getSystemClassLoader();
        }
    }

    static final class Reads {
        static int offend(InputStream in) throws IOException {
            return in.read();
        }
    }

    static final class Asks {
        static long offend() {
            return System.nanoTime();
        }
    }

    static final class Guesses {
        static int offend() {
            return new Random(1).nextInt();
        }
    }

    static final class Streams {
        static long offend(List<String> names) {
            return Stream.concat(names.stream(), names.stream()).count();
        }
    }

    static final class Floats {
        static String offend(double number) {
            return Double.toString(number);
        }
    }

    static final class Converts {
        static String offend(Address text) {
            return Strings.fromC(text);
        }
    }

    static final class Lines {
        static long offend(String text) {
            return text.lines().count();
        }
    }
}
