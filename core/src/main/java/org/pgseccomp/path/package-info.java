/**
 * How lists of files and of ports are written: {@link org.pgseccomp.path.PathList}, {@link org.pgseccomp.path.PortList}, and what the names in a list of
 * files stand for, {@link org.pgseccomp.path.PathName}. What follows from them for a server is decided in {@code policy}.
 */
package org.pgseccomp.path;
