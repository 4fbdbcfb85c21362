/** The configuration files of a server, read as PostgreSQL reads them. */
package org.pgseccomp.cli.conf;
