package org.pgseccomp.observe;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.syscall.Syscall;

/**
 * Something that a server does rarely, and that a policy must allow all the same.
 *
 * @param name what it is
 * @param seen whether its traces are among what was observed
 * @param evidence what was looked for
 * @param how how to have the server do it
 */
public record Activity(String name, boolean seen, String evidence, String how) {
    /** PROT_EXEC of asm-generic/mman-common.h. */
    private static final long PROT_EXEC = 4;

    /** All that are known, in a fixed order. */
    public static List<Activity> of(Observations seen) {
        List<Activity> all = new ArrayList<>();
        addServer(all, seen);
        addReplication(all, seen);
        addSessions(all, seen);
        return all;
    }

    private static void addServer(List<Activity> all, Observations seen) {
        all.add(ofCall(
                seen,
                "shutdown",
                "postmaster",
                "shmdt",
                "Stop the server (pg_ctl stop) and start it again, still learning."));
        all.add(new Activity(
                "crash recovery",
                seen.crashRestarts() > 0,
                "a restart of all processes after one of them crashed",
                "Kill a session with signal 9 on the server, or stop with pg_ctl -m immediate and start again."));
        all.add(ofCall(seen, "checkpoint", "checkpointer", "getdents64", "CHECKPOINT"));
        all.add(ofType(
                seen,
                "autovacuum",
                "autovacuum_worker",
                "Change many rows of a table and wait for autovacuum_naptime; lower it for the time being."));
        all.add(ofType(
                seen, "background workers of extensions", "background_worker", "Use the extensions that start them."));
        all.add(ofType(
                seen,
                "log files of the server",
                "logger",
                "Set logging_collector = on; a rotation: SELECT pg_rotate_logfile()."));
    }

    private static void addReplication(List<Activity> all, Observations seen) {
        all.add(ofType(seen, "replication, on the primary", "walsender", "Connect a standby, or run pg_receivewal."));
        all.add(ofType(
                seen,
                "replication, on the standby",
                "walreceiver",
                "Learn on a standby too; its policy may be another one."));
        all.add(ofType(
                seen,
                "logical replication",
                "logical_replication_worker",
                "CREATE SUBSCRIPTION, change rows on the publisher, truncate a table."));
        all.add(ofType(
                seen,
                "slot synchronization",
                "slotsync_worker",
                "Set sync_replication_slots = on on a standby (17 or newer)."));
        all.add(ofCall(
                seen,
                "archiving",
                "archiver",
                "newfstatat",
                "Set archive_mode and archive_command, SELECT pg_switch_wal()."));
        all.add(ofCall(seen, "base backup", "walsender", "getdents64", "Run pg_basebackup."));
    }

    private static void addSessions(List<Activity> all, Observations seen) {
        all.add(ofType(
                seen,
                "parallel query",
                "parallel_worker",
                "Run a query over a large table, with max_parallel_workers_per_gather > 0."));
        all.add(ofCall(
                seen,
                "temporary files",
                "client_backend",
                "unlink",
                "SET work_mem = '64kB', then sort or hash more than that."));
        all.add(new Activity(
                "JIT",
                hasValue(seen, "client_backend", "mprotect", PROT_EXEC),
                "client_backend: mprotect with PROT_EXEC",
                "SET jit_above_cost = 0, then run a query; needs a server built with LLVM."));
        all.add(ofCall(
                seen,
                "COPY to a file, export of large objects",
                "client_backend",
                "umask",
                "COPY ... TO '/path', SELECT lo_export(...); leave it out if nobody may do this."));
        all.add(new Activity(
                "COPY to and from programs",
                hasProgram(seen, "client_backend"),
                "client_backend: another program than postgres",
                "COPY ... TO PROGRAM '...'; leave it out if nobody may do this."));
        all.add(ofCall(
                seen,
                "new databases",
                "client_backend",
                "mkdir",
                "CREATE DATABASE, with both strategies; DROP DATABASE."));
        all.add(ofCall(seen, "table spaces", "client_backend", "symlink", "CREATE TABLESPACE, DROP TABLESPACE."));
        all.add(ofCall(
                seen,
                "outgoing connections",
                "client_backend",
                "connect",
                "Use postgres_fdw, dblink and whatever else connects to somewhere; leave it out if nothing does."));
        all.add(new Activity(
                "dynamic libraries",
                hasValue(seen, "client_backend", "mmap", PROT_EXEC),
                "client_backend: mmap with PROT_EXEC",
                "Call a function of each extension in a new session."));
    }

    private static Activity ofType(Observations seen, String name, String type, String how) {
        boolean found = false;
        for (ObservedSubject subject : seen.subjects()) {
            found |= subject.type().equals(type);
        }
        return new Activity(name, found, type + ": any call", how);
    }

    /** On architectures that have the call under another name only, its relative that ends with "at" is looked for. */
    private static Activity ofCall(Observations seen, String name, String type, String call, String how) {
        Syscall syscall = find(seen, call);
        boolean found = false;
        for (ObservedSubject subject : seen.subjects()) {
            found |= subject.type().equals(type) && makes(subject, syscall) != null;
        }
        return new Activity(name, found, type + ": " + (syscall == null ? call : syscall.name()), how);
    }

    private static Syscall find(Observations seen, String call) {
        Syscall syscall = seen.architecture().syscalls().named(call);
        return syscall == null ? seen.architecture().syscalls().named(call + "at") : syscall;
    }

    private static ObservedCall makes(ObservedSubject subject, Syscall syscall) {
        for (ObservedCall call : subject.calls()) {
            if (syscall != null && call.number() == syscall.number()) {
                return call;
            }
        }
        return null;
    }

    private static boolean hasProgram(Observations seen, String type) {
        for (ObservedSubject subject : seen.subjects()) {
            if (subject.type().equals(type) && !subject.isServer()) {
                return true;
            }
        }
        return false;
    }

    /** Whether the server itself, no program, made a call with a bit set in the argument that decides. */
    private static boolean hasValue(Observations seen, String type, String name, long bit) {
        Syscall syscall = find(seen, name);
        for (ObservedSubject subject : seen.subjects()) {
            ObservedCall call = subject.type().equals(type) && subject.isServer() ? makes(subject, syscall) : null;
            if (call != null) {
                for (long value : call.values()) {
                    if ((value & bit) != 0) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
