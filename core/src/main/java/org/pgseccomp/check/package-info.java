/**
 * Configurations where there is no server: what one would say of them, and how two of them differ. The command line tool and the page of the
 * report are on it; servers need none of it.
 */
package org.pgseccomp.check;
