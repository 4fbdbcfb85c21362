/**
 * How lists of system calls are written: entries ({@link org.pgseccomp.language.EntryList}), and the conditions in them ({@link
 * org.pgseccomp.language.ConditionReader}). pgseccomp-policy(5) describes the language for users.
 */
package org.pgseccomp.language;
