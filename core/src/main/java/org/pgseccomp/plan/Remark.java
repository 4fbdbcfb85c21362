package org.pgseccomp.plan;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.policy.Rejection;

/**
 * Something that is said of a configuration as a whole, or of what it changes.
 *
 * @param kind what sort of thing
 * @param setting the setting to look at, or ""
 * @param message one line, no full stop
 * @param detail sentences or names, or ""
 * @param hint sentences, or ""
 */
public record Remark(Kind kind, String setting, String message, String detail, String hint) {
    /** The sorts; the words that people see are these in lower case. */
    public enum Kind {
        /** The server would not start with it. */
        ERROR("error"),
        /** It is taken, and may do harm. */
        WARNING("warning"),
        /** Something has no effect, or not yet. */
        REMARK("remark"),
        /** Somebody may do more than before. */
        LOOSER("looser"),
        /** Somebody may do less than before, and nobody more. */
        TIGHTER("tighter"),
        /** Something is answered otherwise, as strictly as before. */
        CHANGED("changed");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** The word for it. */
        public String label() {
            return label;
        }
    }

    /** Problems as what is said. */
    public static List<Remark> of(List<Problem> problems) {
        List<Remark> remarks = new ArrayList<>();
        for (Problem problem : problems) {
            Kind kind = switch (problem.severity()) {
                case ERROR -> Kind.ERROR;
                case WARNING -> Kind.WARNING;
                case REMARK -> Kind.REMARK;
            };
            Rejection text = problem.text();
            remarks.add(new Remark(kind, text.setting(), text.message(), text.detail(), text.hint()));
        }
        return remarks;
    }
}
