package org.pgseccomp.cli;

import java.util.Map;

/**
 * Colours for a person at a terminal. In a pipe, in a file, with NO_COLOR (no-color.org) or on a terminal that is dumb, texts stay as they are. A colour
 * repeats what the word says.
 */
final class Colours {
    /** None, for what is no output. */
    static final Colours NONE = new Colours(false);

    private static final String RED = "31";
    private static final String GREEN = "32";
    private static final String YELLOW = "33";

    private final boolean isOn;

    private Colours(boolean isOn) {
        this.isOn = isOn;
    }

    /** Those of standard output. */
    static Colours ofOutput() {
        return of(Terminal.isStandardOutput(), System.getenv());
    }

    static Colours of(boolean isTerminal, Map<String, String> environment) {
        return new Colours(isTerminal
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "dumb").equals("dumb"));
    }

    /** What is wrong, denied though it was used, or looser. */
    String bad(String text) {
        return in(RED, text);
    }

    /** What to look at. */
    String doubtful(String text) {
        return in(YELLOW, text);
    }

    /** What is as it should be. */
    String good(String text) {
        return in(GREEN, text);
    }

    private String in(String colour, String text) {
        return isOn ? "\033[" + colour + "m" + text + "\033[0m" : text;
    }
}
