package org.pgseccomp.observe;

import org.pgseccomp.policy.ProcessType;

/**
 * Who makes calls beside the processes that can have settings of their own ({@link ProcessType}). The order is part of the boundary to C,
 * where these come after those.
 */
public enum ObservedType {
    POSTMASTER("postmaster"),
    /** A child of the postmaster before it gets a policy of its own. */
    STARTING("starting"),
    CLIENT_BACKEND("client_backend"),
    PARALLEL_WORKER("parallel_worker"),
    /** A process whose ancestors are not known any more. */
    OTHER("other");

    private static final ObservedType[] ALL = values();
    private static final ProcessType[] OF_SETTINGS = ProcessType.values();

    private final String text;

    ObservedType(String text) {
        this.text = text;
    }

    /** As files and rows have it. */
    public String text() {
        return text;
    }

    /** The place of a type among all, of both kinds; -1 if there is none of the name. */
    public static int indexOf(String name) {
        for (int i = 0; i < ALL.length; i++) {
            if (ALL[i].text.equals(name)) {
                return OF_SETTINGS.length + i;
            }
        }
        for (int i = 0; i < OF_SETTINGS.length; i++) {
            if (OF_SETTINGS[i].settingName().equals(name)) {
                return i;
            }
        }
        return -1;
    }
}
