package org.pgseccomp.condition;

import java.util.ArrayList;
import java.util.List;

/**
 * A set of calls of one number, told apart by their arguments: what is left of all calls once conditions have taken some. It is exact, which is how
 * a condition that nothing or everything meets is found, and one that others leave nothing to.
 */
public final class Region {
    private static final int ARGUMENTS = 6;

    /** Regions that fall apart into more boxes, those on the way to them included, are not followed further: the heap has an end. */
    private static final int MOST_BOXES = 192;

    /** Nor do the values of one argument. */
    private static final int MOST_PIECES = 128;

    /** Nor is a call that meets a condition searched for longer. */
    private static final int MOST_STEPS = 256;

    /** Each box: for each argument a piece; null stands for all values. */
    private final List<ValuePiece[]> boxes;

    /** How many boxes there were on the way to these. */
    private final int made;

    private final boolean isTooFine;

    private Region(List<ValuePiece[]> boxes, int made, boolean isTooFine) {
        this.boxes = boxes;
        this.made = made;
        this.isTooFine = isTooFine;
    }

    /** All calls. */
    public static Region all() {
        List<ValuePiece[]> boxes = new ArrayList<>();
        boxes.add(new ValuePiece[ARGUMENTS]);
        return new Region(boxes, 0, false);
    }

    /** Whether there is no such call. False for what falls apart into too many pieces to be sure. */
    public boolean isEmpty() {
        return boxes.isEmpty() && !isTooFine;
    }

    /** The calls that meet a condition. */
    public Region with(Condition condition) {
        return split(condition, true);
    }

    /** The calls that do not meet a condition. */
    public Region without(Condition condition) {
        return split(condition, false);
    }

    /** Whether some of these calls meet a condition. True where that cannot be known. */
    public boolean meets(Condition condition) {
        boolean found = isTooFine;
        for (int i = 0; i < boxes.size() && !found; i++) {
            found = new Search(condition.tests()).meets(boxes.get(i), 0);
        }
        return found;
    }

    /** Looks no further than to the first call that meets the tests, which takes little memory, and not for ever. */
    private static final class Search {
        private final List<ArgumentTest> tests;
        private int steps;

        Search(List<ArgumentTest> tests) {
            this.tests = tests;
        }

        boolean meets(ValuePiece[] box, int next) {
            if (next == tests.size() || steps == MOST_STEPS) {
                return true;
            }
            steps++;
            List<ValuePiece[]> yes = new ArrayList<>();
            boolean found = !split(box, tests.get(next), yes, null);
            for (int i = 0; i < yes.size() && !found; i++) {
                found = meets(yes.get(i), next + 1);
            }
            return found;
        }
    }

    private Region split(Condition condition, boolean wanted) {
        List<ValuePiece[]> inside = new ArrayList<>();
        List<ValuePiece[]> outside = new ArrayList<>();
        boolean isFine = true;
        for (ValuePiece[] box : boxes) {
            if (new Search(condition.tests()).meets(box, 0)) {
                isFine = isFine && split(box, condition, inside, outside);
            } else {
                // It stays in one piece.
                outside.add(box);
            }
        }
        int count = made + inside.size() + outside.size();
        return isFine && count <= MOST_BOXES
                ? new Region(wanted ? inside : outside, count, isTooFine)
                : new Region(new ArrayList<>(), count, true);
    }

    /** Splits a box. False if it falls apart into too many. */
    private static boolean split(
            ValuePiece[] box, Condition condition, List<ValuePiece[]> inside, List<ValuePiece[]> outside) {
        List<ValuePiece[]> left = new ArrayList<>();
        left.add(box);
        boolean isFine = true;
        for (ArgumentTest test : condition.tests()) {
            List<ValuePiece[]> yes = new ArrayList<>();
            for (ValuePiece[] each : left) {
                isFine = isFine && outside.size() <= MOST_BOXES && split(each, test, yes, outside);
            }
            left = yes;
            isFine = isFine && left.size() <= MOST_BOXES;
        }
        inside.addAll(left);
        return isFine;
    }

    /**
     * Splits a box. False if it falls apart into too many.
     *
     * @param no null if it is not wanted
     */
    private static boolean split(ValuePiece[] box, ArgumentTest test, List<ValuePiece[]> yes, List<ValuePiece[]> no) {
        int argument = test.argument();
        List<ValuePiece> open = new ArrayList<>();
        open.add(box[argument] == null ? ValuePiece.all(test.bits()) : box[argument]);
        List<ValuePiece> any = new ArrayList<>();
        for (Atom atom : test.atoms()) {
            List<ValuePiece> still = new ArrayList<>();
            for (ValuePiece piece : open) {
                piece.split(atom, any, still);
            }
            open = still;
            if (any.size() + open.size() > MOST_PIECES) {
                return false;
            }
        }
        addBoxes(box, argument, test.isNegated() ? open : any, yes);
        if (no != null) {
            addBoxes(box, argument, test.isNegated() ? any : open, no);
        }
        return true;
    }

    private static void addBoxes(ValuePiece[] box, int argument, List<ValuePiece> pieces, List<ValuePiece[]> boxes) {
        for (ValuePiece piece : pieces) {
            ValuePiece[] copy = box.clone();
            copy[argument] = piece;
            boxes.add(copy);
        }
    }
}
