/**
 * Connections to servers, as libpq makes them. The entry point is {@link org.pgseccomp.cli.connect.ServerAddress}, which is read from
 * what a user writes, and from which a {@link org.pgseccomp.cli.connect.ServerSession} begins.
 *
 * <p>A DBA has connection strings, a {@code pg_service.conf}, a {@code .pgpass} and variables of the environment, and expects that each
 * program takes them as psql does. The JDBC driver has an address of its own kind, and reads some of these files by other rules: it takes a
 * password from a file that everybody can read, and refuses a service with a {@code hostaddr}. So they are read here, and the driver gets
 * the result. What the driver cannot do is refused where leaving it out would protect the connection less.
 */
package org.pgseccomp.cli.connect;
