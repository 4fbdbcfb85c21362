/**
 * What is wanted: actions, filters, and the settings that describe them. The entry point is {@link
 * org.pgseccomp.policy.PolicyReader}, which turns settings into a {@link org.pgseccomp.policy.FilterStack} or says what is wrong
 * with them; {@link org.pgseccomp.policy.SessionRoles} reads who has settings of their own, {@link
 * org.pgseccomp.policy.SettingValues} checks one setting, {@link org.pgseccomp.policy.Tightening} compares two policies. The
 * typed model is the API; the text of the settings is a front end and goes no further than this package.
 */
package org.pgseccomp.policy;
