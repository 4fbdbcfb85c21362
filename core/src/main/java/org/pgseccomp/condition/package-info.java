/**
 * What a system call's arguments have to be: values, conditions, and decisions that depend on them. {@link
 * org.pgseccomp.condition.Decision} is where to begin.
 */
package org.pgseccomp.condition;
