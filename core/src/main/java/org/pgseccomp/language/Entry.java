package org.pgseccomp.language;

/**
 * An entry of a list, taken apart but not understood.
 *
 * @param name of a call or a group, folded to lower case, or as quoted
 * @param ordinal 1 for the first entry of the list
 * @param position of its first char in the list, 1 for the first
 * @param removes whether it takes something out of the list ({@code -name})
 * @param condition what stands between its parentheses; null where it has none
 * @param conditionPosition of the first char behind the opening parenthesis, 1 for the first of the list
 * @param errno what stands behind its equals sign; null where there is none
 */
public record Entry(
        String name,
        int ordinal,
        int position,
        boolean removes,
        String condition,
        int conditionPosition,
        String errno) {
    /** Whether it names a group. */
    public boolean isGroup() {
        return name.startsWith("@");
    }

    /** An entry that is a name alone. */
    public static Entry named(String name, int ordinal, int position) {
        return new Entry(name, ordinal, position, false, null, 0, null);
    }

    /** This entry in the place of another one, which stands for it. */
    public Entry at(Entry place) {
        return new Entry(name, place.ordinal, place.position, removes, condition, conditionPosition, errno);
    }

    /** The entry as a message shows it. */
    public String written() {
        String text = (removes ? "-" : "") + name;
        if (condition != null) {
            text = text + "(" + condition + ")";
        }
        return errno == null ? text : text + " = " + errno;
    }
}
