package org.pgseccomp.policy;

/** What became of reading a policy: a filter, or the first thing that is wrong. Never a filter with parts left out. */
public sealed interface PolicyResult {
    /** The settings describe this filter. */
    record Accepted(Filter filter) implements PolicyResult {}

    /** The settings are refused. */
    record Rejected(Rejection rejection) implements PolicyResult {}
}
