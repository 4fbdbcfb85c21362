/** What a live server says of its policy. The entry point is {@link org.pgseccomp.cli.status.StatusReader}. */
package org.pgseccomp.cli.status;
