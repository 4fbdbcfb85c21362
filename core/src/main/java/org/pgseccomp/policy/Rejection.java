package org.pgseccomp.policy;

/**
 * Why a policy is refused, in the three parts of a PostgreSQL message. The text names the setting, and where there is one the
 * element, its position and the nearest known name. Message, detail and hint are printable ASCII.
 *
 * @param kind what sort of mistake
 * @param setting the setting that is to be corrected, as it was written
 * @param message one line, no full stop
 * @param detail sentences, or ""
 * @param hint sentences, or ""
 */
public record Rejection(Kind kind, String setting, String message, String detail, String hint) {
    /** The sorts of mistakes; the order is part of the boundary to C. */
    public enum Kind {
        /** A setting that does not exist. */
        UNKNOWN_SETTING,
        /** A value that cannot be read. */
        INVALID_VALUE,
        /** Values that contradict each other. */
        CONFLICT
    }

    private static final int LONGEST_SHOWN = 80;

    static Rejection unknownSetting(String name, String nearest) {
        return new Rejection(
                Kind.UNKNOWN_SETTING,
                name,
                "unrecognized configuration parameter \"" + shown(name) + "\"",
                "pgseccomp has no setting of this name; a filter must not rest on a line that is ignored.",
                didYouMean(nearest));
    }

    static Rejection invalidAction(Setting setting) {
        return new Rejection(
                Kind.INVALID_VALUE,
                setting.name(),
                "invalid value for parameter \"" + shown(setting.name()) + "\": \"" + shown(setting.value()) + "\"",
                "",
                "Available values: allow, log, error, kill.");
    }

    static Rejection syntaxError(Setting setting, IdentifierList.SyntaxError error) {
        return new Rejection(
                Kind.INVALID_VALUE,
                setting.name(),
                "invalid list of system calls in parameter \"" + shown(setting.name()) + "\"",
                "Element " + error.ordinal() + ", at character " + error.position() + ", " + error.reason() + ".",
                "Write names separated by commas, for example 'read, write'.");
    }

    static Rejection inheritsItself(Setting setting, IdentifierList.Element element) {
        return new Rejection(
                Kind.INVALID_VALUE,
                setting.name(),
                "invalid list of system calls in parameter \"" + shown(setting.name()) + "\"",
                where(element) + ", means \"the global list\", and this is the global list.",
                "Write the names of the system calls, or '' for none.");
    }

    static Rejection unknownSyscall(
            Setting setting, IdentifierList.Element element, String architecture, String elsewhere, String nearest) {
        String there = elsewhere == null ? "" : " (" + elsewhere + " has it)";
        return new Rejection(
                Kind.INVALID_VALUE,
                setting.name(),
                "unknown system call \"" + shown(element.name()) + "\" in parameter \"" + shown(setting.name()) + "\"",
                where(element) + ", is not a system call of " + architecture + there + ".",
                didYouMean(nearest));
    }

    static Rejection conflict(
            Setting setting, IdentifierList.Element element, Setting other, IdentifierList.Element first) {
        return new Rejection(
                Kind.CONFLICT,
                setting.name(),
                "conflicting actions for system call \"" + shown(element.name()) + "\"",
                "It is element " + first.ordinal() + " (at character " + first.position() + ") of \""
                        + shown(other.name()) + "\" and element " + element.ordinal() + " (at character "
                        + element.position() + ") of \"" + shown(setting.name()) + "\".",
                "Keep it in one of the two lists.");
    }

    private static String where(IdentifierList.Element element) {
        return "Element " + element.ordinal() + ", \"" + shown(element.name()) + "\" at character "
                + element.position();
    }

    private static String didYouMean(String nearest) {
        return nearest == null ? "" : "Did you mean \"" + nearest + "\"?";
    }

    private static String shown(String text) {
        return Ascii.printable(text, LONGEST_SHOWN);
    }
}
