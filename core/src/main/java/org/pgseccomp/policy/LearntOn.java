package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.syscall.Architecture;

/**
 * What a policy was learnt on: the value of {@code pgseccomp.learnt_on}, which stands at the head of what is recommended. A comment would not be read by
 * anybody. Nothing depends on it but what is said where something else runs now.
 *
 * <pre>
 *   postgresql 15.14, glibc 2.36, linux 6.1.0-38-amd64, x86_64, fsync on, dblink 1.2, postgis 3.3.2
 * </pre>
 *
 * <p>What is not known now is not compared. An element that begins with another word is an extension.
 */
public final class LearntOn {
    private static final String POSTGRESQL = "postgresql ";
    private static final String KERNEL = "linux ";
    private static final String FSYNC = "fsync ";
    private static final String MUSL = "musl";
    private static final String GLIBC = "glibc ";
    private static final int MAJOR = 10000;

    /** What an element begins with that is no extension; the architecture is a word alone. */
    public static final List<String> WORDS = List.of("postgresql", "glibc", "musl", "linux", "fsync");

    private LearntOn() {}

    /** What runs now, as far as it is known. */
    public static String text(Architecture architecture, ServerFacts facts) {
        List<String> elements = new ArrayList<>();
        String release = release(facts.text("version_num"));
        addIfKnown(elements, POSTGRESQL, release);
        addIfKnown(elements, "", facts.text("c_library"));
        addIfKnown(elements, KERNEL, facts.text("kernel"));
        elements.add(architecture.displayName());
        addIfKnown(elements, FSYNC, facts.text("fsync"));
        // Of the database that asks; of a server that starts, those that it was asked about.
        String installed = facts.text("installed_extensions");
        addIfKnown(elements, "", installed.isEmpty() ? facts.text("extensions") : installed);
        StringBuilder text = new StringBuilder();
        for (String element : elements) {
            text.append(text.length() == 0 ? "" : ", ").append(element);
        }
        return text.toString();
    }

    private static void addIfKnown(List<String> elements, String word, String value) {
        if (!value.isEmpty()) {
            elements.add(word + value);
        }
    }

    /** 150014 as 15.14, 150000 as 15: of a major version alone; "" for what is no number. */
    private static String release(String versionNum) {
        int number = 0;
        for (int i = 0; i < versionNum.length(); i++) {
            char digit = versionNum.charAt(i);
            if (digit < '0' || digit > '9' || i > 6) {
                return "";
            }
            number = 10 * number + (digit - '0');
        }
        if (number < MAJOR) {
            return "";
        }
        int minor = number % MAJOR;
        return number / MAJOR + (minor == 0 ? "" : "." + minor);
    }

    /**
     * Compares.
     *
     * @param written the setting; null where there is none
     * @return what is to be said; null where nothing is known to differ
     */
    public static Rejection changed(Setting written, Architecture architecture, ServerFacts facts) {
        if (written == null || written.value().isEmpty()) {
            return null;
        }
        List<String> differences = new ArrayList<>();
        for (String element : elements(written.value())) {
            String now = now(element, architecture, facts);
            if (!now.isEmpty() && !same(element, now)) {
                differences.add(element + " then, " + now + " now");
            }
        }
        if (differences.isEmpty()) {
            return null;
        }
        StringBuilder detail = new StringBuilder();
        for (String difference : differences) {
            detail.append(detail.length() == 0 ? "" : "; ").append(Rejection.shown(difference));
        }
        String before = detail.append('.').toString();
        String now = text(architecture, facts);
        return new Rejection(
                Rejection.Kind.NO_EFFECT,
                SettingNames.LEARNT_ON,
                "the policy of pgseccomp was learnt on another system than this one",
                before,
                "Look at seccomp_denials for calls that only the new versions make, or learn again; then write pgseccomp.learnt_on = '"
                        + now + "'.");
    }

    /** Of PostgreSQL and of Linux it may be known on one side how a version begins. */
    private static boolean same(String then, String now) {
        if (then.equals(now)) {
            return true;
        }
        return isOfVersions(then) && isOfVersions(now) && (then.startsWith(now + ".") || now.startsWith(then + "."));
    }

    private static boolean isOfVersions(String element) {
        return element.startsWith(POSTGRESQL) || element.startsWith(KERNEL);
    }

    /** The element that stands for the same thing now; empty where it is not known. */
    private static String now(String element, Architecture architecture, ServerFacts facts) {
        if (element.startsWith(POSTGRESQL)) {
            return known(POSTGRESQL, release(facts.text("version_num")));
        }
        if (element.startsWith(KERNEL)) {
            return known(KERNEL, facts.text("kernel"));
        }
        if (element.startsWith(FSYNC)) {
            return known(FSYNC, facts.text("fsync"));
        }
        if (element.startsWith(GLIBC) || element.startsWith(MUSL)) {
            return facts.text("c_library");
        }
        int space = element.indexOf(' ');
        if (space < 0) {
            return architecture.displayName();
        }
        String extension = element.substring(0, space + 1);
        for (String each : elements(facts.text("extensions"))) {
            if (each.startsWith(extension)) {
                return each;
            }
        }
        return "";
    }

    private static String known(String word, String value) {
        return value.isEmpty() ? "" : word + value;
    }

    private static List<String> elements(String text) {
        List<String> elements = new ArrayList<>();
        int from = 0;
        while (from <= text.length()) {
            int comma = text.indexOf(',', from);
            int to = comma < 0 ? text.length() : comma;
            String element = text.substring(from, to).trim();
            if (!element.isEmpty()) {
                elements.add(element);
            }
            from = to + 1;
        }
        return elements;
    }
}
