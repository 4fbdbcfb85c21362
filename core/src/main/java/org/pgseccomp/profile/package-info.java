/**
 * The policies that ship: {@code pgseccomp.profile}. The entry point is {@link org.pgseccomp.profile.Profile}, what is in them stands in {@code
 * BaselineText} and {@code StrictText}, line by line, each with its reason; docs/profiles.md is generated from these.
 */
package org.pgseccomp.profile;
