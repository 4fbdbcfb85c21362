/** Writes the tables that the C adapter has of the core. */
package org.pgseccomp.extension.tables;
