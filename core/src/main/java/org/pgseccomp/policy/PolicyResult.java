package org.pgseccomp.policy;

/** What became of reading a policy: filters, or the first thing that is wrong. Never filters with parts left out. */
public sealed interface PolicyResult {
    /** The settings describe these filters. */
    record Accepted(FilterStack stack) implements PolicyResult {}

    /** The settings are refused. */
    record Rejected(Rejection rejection) implements PolicyResult {}
}
