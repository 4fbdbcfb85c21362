/** Lines of {@code postgresql.conf}, read as PostgreSQL reads them: {@link org.pgseccomp.conf.ConfigurationLine}. What they mean is decided elsewhere. */
package org.pgseccomp.conf;
