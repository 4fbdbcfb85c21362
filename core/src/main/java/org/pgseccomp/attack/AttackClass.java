package org.pgseccomp.attack;

/** What an attack is for. */
public enum AttackClass {
    /** Programs and code of the attacker's choice. */
    EXECUTION("execution"),
    /** To be there again after a restart, or to come back without the database. */
    PERSISTENCE("persistence"),
    /** Connections, to and from other hosts and programs. */
    NETWORK("network"),
    /** More rights than the server's user has. */
    PRIVILEGE("privilege"),
    /** Out of a container, or of what else the machine has put around the server. */
    ESCAPE("escape"),
    /** Code of the kernel in which flaws were found, or are expected. */
    KERNEL_SURFACE("kernel surface"),
    /** Other processes of the server, and other programs of its user. */
    OTHER_PROCESSES("other processes"),
    /** Code in memory, and what keeps it from being executed. */
    MEMORY("memory"),
    /** Files that are none of the session's business. */
    FILES("files"),
    /** Others cannot work any more. */
    DENIAL_OF_SERVICE("denial of service");

    private final String label;

    AttackClass(String label) {
        this.label = label;
    }

    /** As tables show it. */
    public String label() {
        return label;
    }

    /** The class of a label; null if there is none. */
    static AttackClass labelled(String label) {
        for (AttackClass each : values()) {
            if (each.label.equals(label)) {
                return each;
            }
        }
        return null;
    }
}
