package org.pgseccomp.cli.convert;

import java.util.ArrayList;
import java.util.List;

/** What a conversion has to say: what one side could not express, and what was done in its place. */
public final class Remarks {
    /** More of one kind are counted. */
    private static final int MOST = 200;

    private final List<Remark> all = new ArrayList<>();
    private int untold;

    /**
     * Something to say.
     *
     * @param line of the source that it is about; 0: of none in particular
     * @param message without a full stop
     * @param changes whether the result is not the same policy for it
     */
    public record Remark(int line, String message, boolean changes) {}

    /** The result is not quite what the source says. */
    public void change(int line, String message) {
        add(new Remark(line, message, true));
    }

    /** Something that whoever uses the result should know, though it says the same. */
    public void note(int line, String message) {
        add(new Remark(line, message, false));
    }

    /** The result is not what the source says, as a whole. */
    public void change(String message) {
        change(0, message);
    }

    private void add(Remark remark) {
        if (all.contains(remark)) {
            return;
        }
        if (all.size() < MOST) {
            all.add(remark);
        } else {
            untold++;
        }
    }

    /** All, in the order in which they were found. */
    public List<Remark> all() {
        List<Remark> told = new ArrayList<>(all);
        if (untold > 0) {
            told.add(new Remark(0, untold + " more are not told of", true));
        }
        return told;
    }

    /** Whether the result is not the same policy. */
    public boolean anyChange() {
        return all().stream().anyMatch(Remark::changes);
    }
}
