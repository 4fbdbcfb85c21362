package org.pgseccomp.simulate;

/** What a policy makes of a recorded call. The order is that of what matters. */
public enum Verdict {
    /** Every such call would be denied. */
    DENIED("denied"),
    /** With some arguments it would be denied, and what it was made with is not known. */
    DEPENDS("depends"),
    /** It would be made, and counted as if it were denied. */
    WARNED("warned"),
    /** It would be made. */
    ALLOWED("allowed");

    private final String label;

    Verdict(String label) {
        this.label = label;
    }

    /** The word for it. */
    public String label() {
        return label;
    }
}
