/**
 * What a server that learns has seen, and what follows from it: {@link org.pgseccomp.observe.ObservationReader} reads the text,
 * {@link org.pgseccomp.observe.Recommendation} makes a policy of it, {@link org.pgseccomp.observe.Activity} says what is still to
 * be exercised.
 */
package org.pgseccomp.observe;
