package org.pgseccomp.policy;

import java.util.List;

/** What became of reading a policy: filters, or what is wrong. Never filters with parts left out. */
public sealed interface PolicyResult {
    /** The settings describe these filters, and perhaps something that is not meant. */
    record Accepted(FilterStack stack, List<Rejection> warnings) implements PolicyResult {}

    /** The settings are refused, for one reason at least. */
    record Rejected(List<Rejection> rejections) implements PolicyResult {
        /** The first reason. */
        public Rejection first() {
            return rejections.get(0);
        }
    }
}
