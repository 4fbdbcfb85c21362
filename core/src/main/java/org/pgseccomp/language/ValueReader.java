package org.pgseccomp.language;

import java.util.List;
import org.pgseccomp.condition.Atom;
import org.pgseccomp.constant.Constant;
import org.pgseccomp.constant.Constants;
import org.pgseccomp.syscall.Architecture;

/** Reads one value of a condition: a sum of constants and numbers, or a range between two of them. */
final class ValueReader {
    /** What is smaller is printed as a decimal number. */
    private static final long FIRST_HEXADECIMAL = 65536;

    private final Architecture architecture;
    private final CallParameter parameter;
    private final ConditionScanner scanner;
    private final StringBuilder text = new StringBuilder();
    private long first;
    private long second;
    private boolean isRange;
    private ConditionError error;

    /** Of the sum that was read last. */
    private long sum;

    private boolean isNegative;

    private ValueReader(Architecture architecture, CallParameter parameter, ConditionScanner scanner) {
        this.architecture = architecture;
        this.parameter = parameter;
        this.scanner = scanner;
    }

    static ValueReader read(Architecture architecture, CallParameter parameter, ConditionScanner scanner) {
        ValueReader reader = new ValueReader(architecture, parameter, scanner);
        reader.readAll();
        return reader;
    }

    ConditionError error() {
        return error;
    }

    /** The value as it is printed. */
    String text() {
        return text.toString();
    }

    boolean isRange() {
        return isRange;
    }

    /** The value, or the lower end of the range. */
    long first() {
        return first;
    }

    private void readAll() {
        if (!readSum()) {
            return;
        }
        first = sum;
        boolean beginsNegative = isNegative;
        if (!scanner.takeDots()) {
            return;
        }
        int position = scanner.position();
        isRange = true;
        text.append("..");
        if (!readSum()) {
            return;
        }
        second = sum;
        boolean isTurned = beginsNegative == isNegative
                ? Long.compareUnsigned(parameter.bitsOf(first), parameter.bitsOf(second)) > 0
                : isNegative;
        if (isTurned) {
            fail("has a range whose end is less than its beginning", position);
        }
    }

    private boolean fail(String reason, int position) {
        error = new ConditionError(reason, position, "");
        return false;
    }

    private boolean failOfPointer(int position) {
        error = new ConditionError(
                "compares the pointer \"" + parameter.name() + "\" with something else than 0",
                position,
                "A filter does not see the memory that an argument points to, for example the name of a file.");
        return false;
    }

    private boolean readSum() {
        sum = 0;
        isNegative = false;
        int terms = 0;
        do {
            if (terms > 0) {
                text.append('|');
            }
            if (!readTerm(terms > 0)) {
                return false;
            }
            terms++;
        } while (scanner.take('|'));
        return true;
    }

    private boolean readTerm(boolean isFurther) {
        int position = scanner.position();
        boolean minus = scanner.take('-');
        String word = scanner.word();
        if (ConditionReader.isMode(word)) {
            error = new ConditionError(
                    "has \"" + word + "\" where a value should be",
                    position,
                    "Write it once, in front of all values of a part, and the parameter again for another part: (flags: with A; flags: without B).");
            return false;
        }
        if (word.isEmpty()) {
            return parameter.isPointer() ? failOfPointer(position) : fail("has no value where one should be", position);
        }
        boolean isNumber = word.charAt(0) >= '0' && word.charAt(0) <= '9';
        Constant constant = null;
        long number;
        if (isNumber) {
            NumberText read = NumberText.read(word);
            if (read == null) {
                return fail("has the malformed or too large number \"" + word + "\"", position);
            }
            number = read.value();
            if (minus && number < 0 && number != Long.MIN_VALUE) {
                return fail("has the too large number \"-" + word + "\"", position);
            }
        } else {
            constant = Constants.named(architecture, word);
            if (constant == null && parameter.isPointer()) {
                return failOfPointer(position);
            }
            if (constant == null) {
                error = new ConditionError(
                        "has the unknown constant \"" + word + "\"" + Suggestions.elsewhere(word),
                        position,
                        Suggestions.ofConstants(architecture, word));
                return false;
            }
            number = constant.value();
        }
        boolean negative = minus ? number != 0 : constant != null && number < 0;
        number = minus ? -number : number;
        if ((negative || isNegative) && (isFurther || isNegative)) {
            return fail("has a sum with a negative number", position);
        }
        if (!parameter.takes(number, negative)) {
            return fail(
                    "has a value that does not fit into \"" + parameter.name() + "\", "
                            + (parameter.isSigned() ? "a" : "an unsigned") + " number of " + parameter.bits() + " bits",
                    position);
        }
        if (parameter.isPointer() && number != 0) {
            return failOfPointer(position);
        }
        isNegative = negative;
        sum |= parameter.bitsOf(number);
        appendTerm(constant, number, negative);
        return true;
    }

    private void appendTerm(Constant constant, long number, boolean negative) {
        if (constant != null) {
            text.append(constant.name());
        } else if (negative || (number >= 0 && number < FIRST_HEXADECIMAL)) {
            text.append(number);
        } else {
            text.append("0x").append(Long.toHexString(number));
        }
    }

    /** Adds what the value is compared with. Answers what is wrong with it, or null. */
    String addAtoms(CallParameter of, List<Atom> atoms) {
        if (!isRange) {
            if ((first & ~of.mask()) != 0) {
                return "has a value for \"" + of.name()
                        + "\" that is never seen: SOCK_NONBLOCK and SOCK_CLOEXEC are not compared";
            }
            atoms.add(of.isWhole() ? Atom.value(first) : Atom.bits(of.mask(), first));
            return null;
        }
        if (Long.compareUnsigned(first, second) > 0) {
            // From a negative number to one that is not.
            String problem = addRange(of, first, of.bitsOf(-1L), atoms);
            return problem == null ? addRange(of, 0, second, atoms) : problem;
        }
        return addRange(of, first, second, atoms);
    }

    /** Where not all bits are compared, a range falls apart into blocks whose lower bits are free. */
    private static String addRange(CallParameter of, long from, long to, List<Atom> atoms) {
        if (of.isWhole()) {
            atoms.add(Atom.range(from, to));
            return null;
        }
        long next = from;
        while (next <= to) {
            long block = next == 0 ? 1L << 32 : next & -next;
            while (next + block - 1 > to) {
                block >>>= 1;
            }
            if (((next | (block - 1)) & ~of.mask()) != 0) {
                return "has a range for \"" + of.name() + "\" with values that are never seen";
            }
            atoms.add(Atom.bits(of.mask() & ~(block - 1), next));
            next += block;
        }
        return null;
    }
}
