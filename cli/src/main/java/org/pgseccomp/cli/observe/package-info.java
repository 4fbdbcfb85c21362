/** What live servers have learnt. The entry point is {@link org.pgseccomp.cli.observe.ObservedReader}. */
package org.pgseccomp.cli.observe;
