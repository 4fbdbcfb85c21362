package org.pgseccomp.language;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.condition.ArgumentTest;
import org.pgseccomp.condition.Atom;
import org.pgseccomp.condition.Condition;
import org.pgseccomp.condition.Region;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.AsciiCase;
import org.pgseccomp.syscall.Syscall;

/**
 * Reads the condition of an entry:
 *
 * <pre>
 *   condition = part { ";" part }
 *   part      = parameter ":" [ "not" | "with" | "without" ] value { "," value }
 *   value     = sum [ ".." sum ]
 *   sum       = term { "|" term }
 *   term      = constant | [ "-" ] number         decimal, 0x and hexadecimal, 0 and octal
 * </pre>
 *
 * <p>White space may stand between all of these. Names are compared without case. Each part becomes one {@link ArgumentTest}.
 */
public final class ConditionReader {
    /** How the values of a part are meant. */
    private enum Mode {
        ANY(""),
        NOT("not "),
        WITH("with "),
        WITHOUT("without ");

        private final String text;

        Mode(String text) {
            this.text = text;
        }
    }

    /** More is no policy that anybody could read. */
    private static final int MOST_PARTS = 16;

    private static final String SEPARATORS = "Separate values by commas, and parameters by semicolons.";

    private final Architecture architecture;
    private final Syscall syscall;
    private final ConditionScanner scanner;
    private final List<ArgumentTest> tests = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private ConditionError error;
    private boolean isAlwaysMet;
    private ReadCondition.ExactFlags exactFlags;

    private ConditionReader(Architecture architecture, Syscall syscall, String condition) {
        this.architecture = architecture;
        this.syscall = syscall;
        scanner = new ConditionScanner(condition);
    }

    /** Reads; afterwards either {@link #error} or {@link #condition} is there. */
    public static ConditionReader read(Architecture architecture, Syscall syscall, String condition) {
        ConditionReader reader = new ConditionReader(architecture, syscall, condition);
        reader.readAll();
        return reader;
    }

    /** Why it cannot be read, or null. */
    public ConditionError error() {
        return error;
    }

    /** What was read. */
    public ReadCondition condition() {
        return new ReadCondition(syscall.name() + "(" + text + ")", new Condition(tests), exactFlags);
    }

    /** Whether every call meets it. */
    public boolean isAlwaysMet() {
        return isAlwaysMet;
    }

    private boolean fail(String reason, int position, String hint) {
        error = new ConditionError(reason, position, hint);
        return false;
    }

    private void readAll() {
        boolean good = readPart();
        while (good && scanner.take(';')) {
            good = tests.size() < MOST_PARTS
                    ? readPart()
                    : fail("has more than " + MOST_PARTS + " parts", scanner.position(), "");
        }
        if (good && !scanner.atEnd()) {
            String reason = "has \"" + scanner.rest() + "\" where its condition should end or go on";
            good = fail(reason, scanner.position(), SEPARATORS);
        }
        if (!good) {
            return;
        }
        Condition condition = new Condition(tests);
        if (!Region.all().meets(condition)) {
            fail("has a condition that no call meets", 0, "");
        }
        isAlwaysMet = Region.all().without(condition).isEmpty();
    }

    private boolean readPart() {
        int position = scanner.position();
        String name = scanner.word();
        if (name.isEmpty()) {
            return fail(
                    "has no parameter where one should be", position, "Write, for example, socket(domain: AF_UNIX).");
        }
        CallParameter parameter = CallParameter.named(architecture, syscall, name);
        if (parameter == null) {
            return fail(
                    "has the unknown parameter \"" + name + "\"",
                    position,
                    Suggestions.ofParameters(architecture, syscall, name));
        }
        if (!scanner.take(':')) {
            return fail("has no colon behind \"" + name + "\"", scanner.position(), "");
        }
        Mode mode = mode();
        text.append(tests.isEmpty() ? "" : "; ")
                .append(parameter.name())
                .append(": ")
                .append(mode.text);
        List<Atom> atoms = new ArrayList<>();
        long without = 0;
        boolean more = true;
        while (more) {
            int at = scanner.position();
            if (scanner.isAtParameter()) {
                return fail(
                        atoms.isEmpty() && without == 0
                                ? "has no value for \"" + name + "\""
                                : "has a comma in front of a parameter",
                        at,
                        SEPARATORS);
            }
            ValueReader value = ValueReader.read(architecture, parameter, scanner);
            if (value.error() != null) {
                error = value.error();
                return false;
            }
            if (mode == Mode.ANY || mode == Mode.NOT) {
                String problem = value.addAtoms(parameter, atoms);
                if (problem != null) {
                    return fail(problem, at, "");
                }
                if (mode == Mode.ANY
                        && exactFlags == null
                        && isFlags(parameter)
                        && !value.isRange()
                        && value.first() != 0) {
                    exactFlags = new ReadCondition.ExactFlags(parameter.name(), value.text());
                }
            } else if (value.isRange() || parameter.isPointer()) {
                return fail("compares single bits with what is no sum of bits", at, "");
            } else if (mode == Mode.WITH) {
                atoms.add(Atom.bits(value.first(), value.first()));
            } else {
                without |= value.first();
            }
            text.append(value.text());
            more = scanner.take(',');
            text.append(more ? ", " : "");
        }
        if (mode == Mode.WITHOUT) {
            atoms.add(Atom.bits(without, 0));
        }
        tests.add(new ArgumentTest(parameter.index(), parameter.testedBits(), mode == Mode.NOT, atoms));
        return true;
    }

    /** Whether a word says how values are meant. */
    static boolean isMode(String word) {
        for (Mode mode : Mode.values()) {
            if (mode != Mode.ANY && AsciiCase.lower(word).equals(mode.text.trim())) {
                return true;
            }
        }
        return false;
    }

    /** Whether bits of a parameter mean something each; the man pages call them so. */
    private static boolean isFlags(CallParameter parameter) {
        return parameter.name().equals("prot") || parameter.name().endsWith("flags");
    }

    private Mode mode() {
        for (Mode mode : Mode.values()) {
            if (mode != Mode.ANY && scanner.takeWord(mode.text.trim())) {
                return mode;
            }
        }
        return Mode.ANY;
    }
}
