package org.pgseccomp.attack;

/** What becomes of an attack, from what helps the attacker most to what helps him least. */
public enum Verdict {
    /** Nothing stops it but what the kernel or PostgreSQL know by themselves. */
    OPEN("open"),
    /** It is made, and counted. */
    WARNED("warned"),
    /** The policy leaves it open; the kernel refuses it to a user without privileges. */
    KERNEL("kernel"),
    /** The policy stops it. */
    STOPPED("stopped");

    private final String label;

    Verdict(String label) {
        this.label = label;
    }

    /** As tables show it. */
    public String label() {
        return label;
    }
}
