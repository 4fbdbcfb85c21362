package org.pgseccomp.policy;

import java.util.List;

/** What became of reading a policy: filters, or the first thing that is wrong. Never filters with parts left out. */
public sealed interface PolicyResult {
    /** The settings describe these filters, and perhaps something that is not meant. */
    record Accepted(FilterStack stack, List<Rejection> warnings) implements PolicyResult {}

    /** The settings are refused. */
    record Rejected(Rejection rejection) implements PolicyResult {}
}
