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
    private static final int MOST_BOXES = 4096;

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

    private Region split(Condition condition, boolean wanted) {
        List<ValuePiece[]> left = boxes;
        List<ValuePiece[]> taken = new ArrayList<>();
        boolean tooFine = isTooFine;
        for (ArgumentTest test : condition.tests()) {
            List<ValuePiece[]> yes = new ArrayList<>();
            for (ValuePiece[] box : left) {
                split(box, test, yes, taken);
            }
            left = yes;
            if (left.size() > MOST_BOXES || taken.size() > MOST_BOXES) {
                return new Region(new ArrayList<>(), true);
            }
        }
        return new Region(wanted ? left : taken, tooFine);
    }

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
        addBoxes(box, argument, any, test.isNegated() ? no : yes);
        addBoxes(box, argument, open, test.isNegated() ? yes : no);
    }

    private static void addBoxes(ValuePiece[] box, int argument, List<ValuePiece> pieces, List<ValuePiece[]> boxes) {
        for (ValuePiece piece : pieces) {
            ValuePiece[] copy = box.clone();
            copy[argument] = piece;
            boxes.add(copy);
        }
    }
}
