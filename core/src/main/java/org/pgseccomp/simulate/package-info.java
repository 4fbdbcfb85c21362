/**
 * Calls that were recorded, and what a policy would answer to them. The only entry point is {@link org.pgseccomp.simulate.Simulation}.
 */
package org.pgseccomp.simulate;
