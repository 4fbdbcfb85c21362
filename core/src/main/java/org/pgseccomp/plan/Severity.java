package org.pgseccomp.plan;

/** How much a problem weighs. The order is part of the boundary to C. */
public enum Severity {
    /** The policy is refused. */
    ERROR,
    /** The policy is taken, and may do harm. */
    WARNING,
    /** Something has no effect. */
    REMARK
}
