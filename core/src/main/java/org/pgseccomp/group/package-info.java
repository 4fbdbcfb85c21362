/**
 * Named groups of system calls. The entry point is {@link org.pgseccomp.group.SyscallGroups}; the texts behind it say which calls are in
 * which group: {@code SystemdGroups} those that systemd has too, {@code ServerGroups} what each process of a server makes, {@code
 * PackGroups} what features need on top.
 */
package org.pgseccomp.group;
