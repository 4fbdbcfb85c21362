package org.pgseccomp.observe;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.policy.NeededCalls;
import org.pgseccomp.policy.ProcessType;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/**
 * Lines for postgresql.conf that allow what was seen, and nothing else.
 *
 * <p>The global list has all calls of all processes; the sessions' list those of all clients' sessions. A role has a list of its
 * own where it was seen to make other calls than all sessions together, a process type where this server can tell it. Every list
 * has what PostgreSQL needs in any case ({@link NeededCalls}), and the calls that are never counted. What the server's processes
 * have executed runs under their filters, so that its calls are in the lists too.
 *
 * <p>Lists are sorted and depend on nothing but the set of calls: two results can be compared line by line. Only comments have
 * counts and times.
 */
public final class Recommendation {
    /** What pgseccomp itself calls in the postmaster when a reload changes its policy (disposable.c), beside what all need. */
    private static final List<String> OWN_CALLS =
            List.of("clock_gettime", "getppid", "mprotect", "munmap", "pipe2", "ppoll", "prctl", "seccomp", "wait4");

    private static final List<String> FILTER_CALLS = List.of("prctl", "seccomp");

    private final Observations seen;
    private final Architecture architecture;
    private final List<String> lines = new ArrayList<>();

    private Recommendation(Observations seen) {
        this.seen = seen;
        this.architecture = seen.architecture();
    }

    /**
     * The lines.
     *
     * @param told the types that this server can tell, and so give settings of their own
     */
    public static List<String> of(Observations seen, List<ProcessType> told) {
        Recommendation recommendation = new Recommendation(seen);
        recommendation.write(told);
        return List.copyOf(recommendation.lines);
    }

    private void write(List<ProcessType> told) {
        writeHead();
        CallSet all = everything();
        CallSet session = always(true);
        addSeen(session, "client_backend", null);
        addSeen(session, "parallel_worker", null);
        addSeen(session, "other", null);
        List<String> roles = new ArrayList<>();
        List<CallSet> ofRoles = new ArrayList<>();
        for (String role : roleNames()) {
            CallSet own = ofRole(role);
            if (!own.sameAs(session)) {
                roles.add(role);
                ofRoles.add(own);
            }
        }
        line("");
        line("# The whole server.");
        writeList("pgseccomp.global_syscall_default", "pgseccomp.global_syscall_allow", all, null);
        line("");
        line("# Sessions of clients, and their parallel workers.");
        writeList("pgseccomp.session_syscall_default", "pgseccomp.session_syscall_allow", session, "client_backend");
        writeRoles(roles, ofRoles);
        writeTypes(told, !roles.isEmpty());
    }

    private void writeHead() {
        line("# Made by seccomp_recommend() from what PostgreSQL " + seen.server() + " was seen to call on "
                + architecture.displayName() + ".");
        line("# It learnt for " + Times.duration(seen.seconds())
                + (seen.since() == 0 ? "; nothing was seen." : " since " + Times.moment(seen.since()) + "."));
        if (seen.notKept() != 0) {
            line("# INCOMPLETE: there was no room to record " + seen.notKept() + " calls.");
        }
        long foreign = 0;
        StringBuilder unknown = new StringBuilder();
        for (ObservedSubject subject : seen.subjects()) {
            for (ObservedCall call : subject.calls()) {
                if (call.number() == Observations.OTHER_ABI) {
                    foreign += call.calls();
                } else if (architecture.syscalls().numbered(call.number()) == null) {
                    unknown.append(unknown.length() == 0 ? "" : ", ").append(call.number());
                }
            }
        }
        if (foreign != 0) {
            line("# NOT ALLOWED: " + foreign + " calls of another ABI (32-bit or x32 programs).");
        }
        if (unknown.length() != 0) {
            line("# NOT ALLOWED: calls that this version of pgseccomp has no name for: " + unknown + ".");
        }
        line("pgseccomp.enabled = on");
        line("pgseccomp.learn = off");
    }

    /** What no policy may lack. */
    private CallSet always(boolean backend) {
        CallSet set = new CallSet();
        set.addNames(
                architecture, backend ? NeededCalls.ofBackends(architecture) : NeededCalls.ofAuxiliary(architecture));
        for (int number : seen.uncounted()) {
            set.add(number);
        }
        return set;
    }

    private CallSet everything() {
        CallSet all = always(true);
        all.addNames(architecture, NeededCalls.names(architecture));
        all.addNames(architecture, OWN_CALLS);
        for (ObservedSubject subject : seen.subjects()) {
            all.addSeen(subject);
        }
        return all;
    }

    /** Adds what a type was seen to call, of one role where it is not null. */
    private void addSeen(CallSet set, String type, String role) {
        for (ObservedSubject subject : seen.subjects()) {
            if (subject.type().equals(type) && (role == null || subject.role().equals(role))) {
                set.addSeen(subject);
            }
        }
    }

    /** Roles that were seen to log in, sorted. */
    private List<String> roleNames() {
        List<String> roles = new ArrayList<>();
        for (ObservedSubject subject : seen.subjects()) {
            boolean logsIn =
                    subject.type().equals("client_backend") || subject.type().equals("walsender");
            if (logsIn && !subject.role().isEmpty() && !roles.contains(subject.role())) {
                roles.add(subject.role());
            }
        }
        roles.sort((a, b) -> a.compareTo(b));
        return roles;
    }

    /** All that a role does: the policy of a role is also loaded into its walsenders, and on top of its type's into workers. */
    private CallSet ofRole(String role) {
        CallSet set = always(true);
        addSeen(set, "client_backend", role);
        addSeen(set, "parallel_worker", role);
        addSeen(set, "walsender", role);
        addSeen(set, "background_worker", role);
        addSeen(set, "logical_replication_worker", role);
        return set;
    }

    private void writeRoles(List<String> roles, List<CallSet> ofRoles) {
        if (roles.isEmpty()) {
            return;
        }
        List<String> names = new ArrayList<>();
        List<String> aliases = new ArrayList<>();
        List<String> suffixes = new ArrayList<>();
        for (String role : roles) {
            boolean plain = RoleNames.isPlain(role);
            String suffix = plain ? role : "role_" + (suffixes.size() + 1);
            suffixes.add(suffix);
            names.add(plain ? role : RoleNames.element(role));
            if (!plain) {
                aliases.add(RoleNames.element(suffix + "=" + role));
            }
        }
        line("");
        line("# Roles that were seen to call less than all sessions together, or something else.");
        line("pgseccomp.session_roles = " + RoleNames.quoted(CallSet.joined(names)));
        if (!aliases.isEmpty()) {
            line("pgseccomp.session_role_aliases = " + RoleNames.quoted(CallSet.joined(aliases)));
        }
        for (int i = 0; i < roles.size(); i++) {
            line("# role " + RoleNames.shown(roles.get(i)));
            writeList(
                    "session_syscall_default." + suffixes.get(i),
                    "session_syscall_allow." + suffixes.get(i),
                    ofRoles.get(i),
                    null);
        }
    }

    private void writeTypes(List<ProcessType> told, boolean hasRoles) {
        List<String> listed = new ArrayList<>();
        List<String> untold = new ArrayList<>();
        for (ProcessType type : ProcessType.values()) {
            if (isSeen(type)) {
                (told.contains(type) ? listed : untold).add(type.settingName());
            }
        }
        if (!untold.isEmpty()) {
            line("");
            line("# PostgreSQL " + seen.server() + " does not tell these in time; they are under the global list: "
                    + CallSet.joined(untold));
        }
        if (listed.isEmpty()) {
            return;
        }
        line("");
        line("# Other processes.");
        line("pgseccomp.process_types = '" + CallSet.joined(listed) + "'");
        for (ProcessType type : ProcessType.values()) {
            if (isSeen(type) && told.contains(type)) {
                CallSet set = always(type.fallsBackToSession());
                if (hasRoles && type.fallsBackToSession()) {
                    set.addNames(architecture, FILTER_CALLS);
                }
                addSeen(set, type.settingName(), null);
                line("# " + type.settingName());
                writeList(
                        "process_syscall_default." + type.settingName(),
                        "process_syscall_allow." + type.settingName(),
                        set,
                        type.settingName());
            }
        }
    }

    private boolean isSeen(ProcessType type) {
        for (ObservedSubject subject : seen.subjects()) {
            if (subject.type().equals(type.settingName())) {
                return true;
            }
        }
        return false;
    }

    /** The two settings of a list, and what it rests on. programsOf: the type whose programs are named, or null. */
    private void writeList(String defaultSetting, String allowSetting, CallSet set, String programsOf) {
        List<String> names = set.names(architecture);
        line("# " + names.size() + " calls, " + set.seen() + " of them because they were seen"
                + (set.calls() == 0
                        ? ""
                        : ": " + set.calls() + " times, from " + Times.moment(set.first()) + " to "
                                + Times.moment(set.last())));
        if (programsOf != null) {
            writePrograms(programsOf);
        }
        line(defaultSetting + " = 'error'");
        line(allowSetting + " = '" + CallSet.joined(names) + "'");
    }

    /** What is in a list only for the sake of programs that processes have executed. */
    private void writePrograms(String type) {
        CallSet server = always(true);
        CallSet programs = new CallSet();
        List<String> executed = new ArrayList<>();
        for (ObservedSubject subject : seen.subjects()) {
            if (!subject.type().equals(type)) {
                continue;
            }
            if (subject.isServer()) {
                server.addSeen(subject);
            } else {
                programs.addSeen(subject);
                if (!executed.contains(subject.program())) {
                    executed.add(subject.program());
                }
            }
        }
        List<String> only = new ArrayList<>();
        for (Syscall syscall : architecture.syscalls().all()) {
            if (programs.contains(syscall.number()) && !server.contains(syscall.number())) {
                only.add(syscall.name());
            }
        }
        executed.sort((a, b) -> a.compareTo(b));
        if (!executed.isEmpty()) {
            line("# executed programs (" + RoleNames.shown(CallSet.joined(executed)) + ") alone call: "
                    + CallSet.joined(only));
        }
    }

    private void line(String text) {
        lines.add(text);
    }
}
