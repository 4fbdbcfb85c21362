package org.pgseccomp.bpf;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.condition.ArgumentTest;
import org.pgseccomp.condition.Atom;
import org.pgseccomp.condition.Case;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.syscall.Architecture;

/**
 * Compiles decisions that depend on arguments: a case behind the other, in each of them test for test.
 *
 * <pre>
 *       load low half of argument 0
 *       == AF_UNIX           → allow
 *       == AF_INET           → allow
 *       return error
 * </pre>
 *
 * <p>An argument of 64 bits is two words. Its upper half is looked at first: in most calls it is 0, and what is compared too.
 */
final class ConditionCode {
    private final Assembler assembler;
    private final Architecture architecture;

    private ConditionCode(Assembler assembler, Architecture architecture) {
        this.assembler = assembler;
        this.architecture = architecture;
    }

    /** Places a decision and answers its label. One that depends on nothing takes no room here. */
    static int place(Assembler assembler, Architecture architecture, Decision<Answer> decision) {
        ConditionCode code = new ConditionCode(assembler, architecture);
        int next = assembler.returning(decision.otherwise());
        for (int i = decision.cases().size() - 1; i >= 0; i--) {
            Case<Answer> each = decision.cases().get(i);
            next = code.placeTests(each.condition().tests(), assembler.returning(each.result()), next);
        }
        return next;
    }

    private int placeTests(List<ArgumentTest> tests, int holds, int fails) {
        int next = holds;
        for (int i = tests.size() - 1; i >= 0; i--) {
            ArgumentTest test = tests.get(i);
            next = test.isNegated() ? placeAny(test, fails, next) : placeAny(test, next, fails);
        }
        return next;
    }

    /** Places the atoms of a test, of which one is enough. */
    private int placeAny(ArgumentTest test, int any, int none) {
        if (test.bits() == 32) {
            return placeWords(
                    SeccompData.argumentLow(architecture, test.argument()), lowHalves(test.atoms()), any, none);
        }
        int next = none;
        int i = test.atoms().size() - 1;
        while (i >= 0) {
            // Ranges that share an upper half have it compared once.
            int from = i;
            while (from > 0
                    && sharesUpperHalf(test.atoms().get(from - 1), test.atoms().get(i))) {
                from--;
            }
            next = placeWide(test.argument(), test.atoms().subList(from, i + 1), any, next);
            i = from - 1;
        }
        return next;
    }

    private static boolean sharesUpperHalf(Atom atom, Atom other) {
        return isInOneHalf(atom) && isInOneHalf(other) && high(atom.first()) == high(other.first());
    }

    private static boolean isInOneHalf(Atom atom) {
        return atom.kind() == Atom.Kind.RANGE && high(atom.first()) == high(atom.second());
    }

    private int placeWide(int argument, List<Atom> atoms, int any, int none) {
        int low = SeccompData.argumentLow(architecture, argument);
        int high = SeccompData.argumentHigh(architecture, argument);
        Atom atom = atoms.get(0);
        if (isInOneHalf(atom)) {
            int next = placeWords(low, lowHalves(atoms), any, none);
            return placeWords(high, List.of(Atom.value(unsigned(high(atom.first())))), next, none);
        }
        if (atom.kind() == Atom.Kind.BITS) {
            int next = any;
            if ((int) atom.first() != 0 || atom.first() == 0) {
                next = placeWords(low, lowHalves(atoms), any, none);
            }
            return high(atom.first()) == 0
                    ? next
                    : placeWords(
                            high,
                            List.of(Atom.bits(unsigned(high(atom.first())), unsigned(high(atom.second())))),
                            next,
                            none);
        }
        int atLeast = placeWords(low, List.of(Atom.range(unsigned((int) atom.first()), 0xffffffffL)), any, none);
        int atMost = placeWords(low, List.of(Atom.range(0, unsigned((int) atom.second()))), any, none);
        int next = assembler.placeJump(Opcode.JEQ, high(atom.first()), atLeast, none);
        next = assembler.placeJump(Opcode.JGT, high(atom.first()), any, next);
        next = assembler.placeJump(Opcode.JEQ, high(atom.second()), atMost, next);
        next = assembler.placeJump(Opcode.JGT, high(atom.second()), none, next);
        return assembler.placeLoad(high, next);
    }

    /** Places atoms about one word, of which one is enough: first those that leave the word as it is, behind one load. */
    private int placeWords(int offset, List<Atom> atoms, int any, int none) {
        int next = none;
        List<Atom> comparisons = new ArrayList<>();
        for (Atom atom : atoms) {
            if (leavesWord(atom)) {
                comparisons.add(atom);
            } else {
                next = assembler.placeJump(Opcode.JEQ, (int) atom.second(), any, next);
                next = assembler.placeMask((int) atom.first(), next);
                next = assembler.placeLoad(offset, next);
            }
        }
        if (comparisons.isEmpty()) {
            return next;
        }
        for (int i = comparisons.size() - 1; i >= 0; i--) {
            next = placeComparison(comparisons.get(i), any, next);
        }
        return assembler.placeLoad(offset, next);
    }

    /** Whether no mask has to be put on the word. */
    private static boolean leavesWord(Atom atom) {
        int mask = (int) atom.first();
        return atom.kind() == Atom.Kind.RANGE || (int) atom.second() == 0 || Integer.bitCount(mask) == 1 || mask == -1;
    }

    private int placeComparison(Atom atom, int holds, int fails) {
        int first = (int) atom.first();
        int second = (int) atom.second();
        if (atom.kind() == Atom.Kind.RANGE) {
            if (first == second) {
                return assembler.placeJump(Opcode.JEQ, first, holds, fails);
            }
            int next = holds;
            if (second != -1) {
                next = assembler.placeJump(Opcode.JGT, second, fails, holds);
            }
            return first == 0 && second != -1 ? next : assembler.placeJump(Opcode.JGE, first, next, fails);
        }
        if (first == -1) {
            return assembler.placeJump(Opcode.JEQ, second, holds, fails);
        }
        return second == 0
                ? assembler.placeJump(Opcode.JSET, first, fails, holds)
                : assembler.placeJump(Opcode.JSET, first, holds, fails);
    }

    /** The same questions about the lower half. */
    private static List<Atom> lowHalves(List<Atom> atoms) {
        List<Atom> halves = new ArrayList<>();
        for (Atom atom : atoms) {
            halves.add(new Atom(atom.kind(), unsigned((int) atom.first()), unsigned((int) atom.second())));
        }
        return halves;
    }

    private static int high(long value) {
        return (int) (value >>> 32);
    }

    private static long unsigned(int half) {
        return half & 0xffffffffL;
    }
}
