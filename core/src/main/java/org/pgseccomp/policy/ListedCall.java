package org.pgseccomp.policy;

import org.pgseccomp.language.Entry;
import org.pgseccomp.language.ReadCondition;
import org.pgseccomp.syscall.Syscall;

/**
 * A system call that a list names.
 *
 * @param outcome what the list is for
 * @param condition of the calls that the entry is about; null: of all
 * @param source the list
 * @param entry the entry, which may be a group
 */
record ListedCall(
        Syscall syscall, Outcome outcome, ReadCondition condition, FilterSource.ListSource source, Entry entry) {}
