/**
 * What is wanted: actions, filters, and the settings that describe them. The entry point is {@link
 * org.pgseccomp.policy.PolicyReader}, which turns settings into a {@link org.pgseccomp.policy.Filter} or says what is wrong
 * with them. The typed model is the API; the text of the settings is a front end and goes no further than this package.
 */
package org.pgseccomp.policy;
