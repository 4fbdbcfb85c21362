package org.pgseccomp.observe;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.policy.ProcessType;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/**
 * Lines for postgresql.conf that allow what was seen, and nothing else.
 *
 * <p>The global list has all calls of all processes; the sessions' list those of all clients' sessions. A role has a list of its
 * own where it was seen to make other calls than all sessions together, a process type where this server can tell it. Every list
 * has what is needed in any case ({@link AlwaysAllowed}), and the calls that are never counted. What the server's processes
 * have executed runs under their filters, so that its calls are in the lists too.
 *
 * <p>The server asks for it in parts, since requests and replies have their limits (recommend_function.c): the head with the global and
 * the sessions' list, the lists of some roles at a time, the settings that name the roles, and the lists of types. The observations of the
 * first and the last part need no roles. Those of a part with roles have these roles, and beside them the calls of all sessions, of
 * any role or none.
 *
 * <p>Lists are sorted and depend on nothing but the set of calls: two results can be compared line by line. Only comments have
 * counts and times.
 */
public final class Recommendation {
    private static final List<String> FILTER_CALLS = List.of("prctl", "seccomp");

    private final Observations seen;
    private final Architecture architecture;
    private final CallSet ofBackends;
    private final CallSet ofAuxiliary;
    private final List<String> lines = new ArrayList<>();

    private Recommendation(Observations seen) {
        this.seen = seen;
        this.architecture = seen.architecture();
        this.ofBackends = with(AlwaysAllowed.inBackends(architecture, seen.server()));
        this.ofAuxiliary = with(AlwaysAllowed.inAuxiliary(architecture, seen.server()));
    }

    /**
     * All lines, of observations that have everything.
     *
     * @param told the types that this server can tell, and so give settings of their own
     */
    public static List<String> of(Observations seen, List<ProcessType> told) {
        List<String> lines = new ArrayList<>(ofServer(seen));
        OfRoles roles = ofRoles(seen, 1);
        if (!roles.names().isEmpty()) {
            lines.addAll(namesOfRoles(roles.names(), roles.aliases()));
        }
        lines.addAll(roles.lines());
        lines.addAll(ofTypes(seen, told, !roles.names().isEmpty()));
        return lines;
    }

    /** The head, the global list and that of all sessions. */
    public static List<String> ofServer(Observations seen) {
        Recommendation recommendation = new Recommendation(seen);
        recommendation.writeServer();
        return List.copyOf(recommendation.lines);
    }

    /**
     * The lists of roles.
     *
     * @param names the roles that have one, as elements of a value in single quotes
     * @param aliases the same of their aliases
     * @param next the number of the role that comes after these
     */
    public record OfRoles(String names, String aliases, int next, List<String> lines) {}

    /**
     * The lists of the roles that differ from all sessions together.
     *
     * @param number of the first one, for aliases
     */
    public static OfRoles ofRoles(Observations seen, int number) {
        return new Recommendation(seen).writeRoles(number);
    }

    /** The settings that name the roles. */
    public static List<String> namesOfRoles(String names, String aliases) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("# Roles that were seen to call less than all sessions together, or something else.");
        lines.add("pgseccomp.session_roles = '" + names + "'");
        if (!aliases.isEmpty()) {
            lines.add("pgseccomp.session_role_aliases = '" + aliases + "'");
        }
        return lines;
    }

    /** The lists of types; hasRoles: whether any role has a list. */
    public static List<String> ofTypes(Observations seen, List<ProcessType> told, boolean hasRoles) {
        Recommendation recommendation = new Recommendation(seen);
        recommendation.writeTypes(told, hasRoles);
        return List.copyOf(recommendation.lines);
    }

    private void writeServer() {
        writeHead();
        line("");
        line("# The whole server.");
        writeList("pgseccomp.global_syscall_default", "pgseccomp.global_syscall_allow", everything(), null);
        line("");
        line("# Sessions of clients, and their parallel workers.");
        writeList(
                "pgseccomp.session_syscall_default", "pgseccomp.session_syscall_allow", ofSessions(), "client_backend");
    }

    private CallSet ofSessions() {
        CallSet session = always(true);
        addSeen(session, "client_backend", null);
        addSeen(session, "parallel_worker", null);
        addSeen(session, "other", null);
        return session;
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
        return new CallSet(backend ? ofBackends : ofAuxiliary);
    }

    private CallSet with(List<String> names) {
        CallSet set = new CallSet();
        set.addNames(architecture, names);
        for (int number : seen.uncounted()) {
            set.add(number);
        }
        return set;
    }

    private CallSet everything() {
        CallSet all = always(true);
        all.addNames(architecture, AlwaysAllowed.inTheServer(architecture, seen.server()));
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

    private OfRoles writeRoles(int number) {
        CallSet session = ofSessions();
        List<String> names = new ArrayList<>();
        List<String> aliases = new ArrayList<>();
        int next = number;
        for (String role : roleNames()) {
            CallSet own = ofRole(role);
            if (own.sameAs(session)) {
                continue;
            }
            boolean plain = RoleNames.isPlain(role);
            String suffix = plain ? role : "role_" + next;
            names.add(plain ? role : RoleNames.element(role));
            if (!plain) {
                aliases.add(RoleNames.element(suffix + "=" + role));
            }
            next++;
            line("# role " + RoleNames.shown(role));
            writeList("session_syscall_default." + suffix, "session_syscall_allow." + suffix, own, null);
        }
        return new OfRoles(
                RoleNames.escaped(CallSet.joined(names)), RoleNames.escaped(CallSet.joined(aliases)), next, lines);
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
