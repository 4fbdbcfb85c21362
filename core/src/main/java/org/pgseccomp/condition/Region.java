package org.pgseccomp.condition;

import java.util.ArrayList;
import java.util.List;

/**
 * A set of calls of one number, told apart by their arguments: what is left of all calls once conditions have taken some. It is exact, which is how
 * a condition that nothing or everything meets is found, and one that others leave nothing to.
 */
public final class Region {
    private static final int ARGUMENTS = 6;

    /** Regions that fall apart into more boxes are not followed further. */
    private static final int MOST_BOXES = 512;

    /** Nor is a call that meets a condition searched for longer. */
    private static final int MOST_STEPS = 4096;

    /** Each box: for each argument a piece; null stands for all values. */
    private final List<ValuePiece[]> boxes;

    private final boolean isTooFine;

    private Region(List<ValuePiece[]> boxes, boolean isTooFine) {
        this.boxes = boxes;
        this.isTooFine = isTooFine;
    }

    /** All calls. */
    public static Region all() {
        List<ValuePiece[]> boxes = new ArrayList<>();
        boxes.add(new ValuePiece[ARGUMENTS]);
        return new Region(boxes, false);
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
            split(box, tests.get(next), yes, null);
            boolean found = false;
            for (int i = 0; i < yes.size() && !found; i++) {
                found = meets(yes.get(i), next + 1);
            }
            return found;
        }
    }

    private Region split(Condition condition, boolean wanted) {
        List<ValuePiece[]> inside = new ArrayList<>();
        List<ValuePiece[]> outside = new ArrayList<>();
        for (ValuePiece[] box : boxes) {
            if (new Search(condition.tests()).meets(box, 0)) {
                split(box, condition, inside, outside);
            } else {
                // It stays in one piece.
                outside.add(box);
            }
            if (inside.size() > MOST_BOXES || outside.size() > MOST_BOXES) {
                return new Region(new ArrayList<>(), true);
            }
        }
        return new Region(wanted ? inside : outside, isTooFine);
    }

    private static void split(
            ValuePiece[] box, Condition condition, List<ValuePiece[]> inside, List<ValuePiece[]> outside) {
        List<ValuePiece[]> left = new ArrayList<>();
        left.add(box);
        for (ArgumentTest test : condition.tests()) {
            List<ValuePiece[]> yes = new ArrayList<>();
            for (ValuePiece[] each : left) {
                split(each, test, yes, outside);
            }
            left = yes;
            if (left.size() > MOST_BOXES || outside.size() > MOST_BOXES) {
                break; // too fine, as whoever asks sees
            }
        }
        inside.addAll(left);
    }

    /**
     * Splits a box.
     *
     * @param no null if it is not wanted
     */
    private static void split(ValuePiece[] box, ArgumentTest test, List<ValuePiece[]> yes, List<ValuePiece[]> no) {
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
        }
        addBoxes(box, argument, test.isNegated() ? open : any, yes);
        if (no != null) {
            addBoxes(box, argument, test.isNegated() ? any : open, no);
        }
    }

    private static void addBoxes(ValuePiece[] box, int argument, List<ValuePiece> pieces, List<ValuePiece[]> boxes) {
        for (ValuePiece piece : pieces) {
            ValuePiece[] copy = box.clone();
            copy[argument] = piece;
            boxes.add(copy);
        }
    }
}
