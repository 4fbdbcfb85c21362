package org.pgseccomp.observe;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.policy.ProcessType;
import org.pgseccomp.syscall.Architecture;

/**
 * Lines for postgresql.conf that allow what was seen, and nothing else.
 *
 * <p>The global list has all calls of all processes; the sessions' list those of all clients' sessions. A role has a list of its
 * own where it was seen to make other calls than all sessions together, a process type where this server can tell it. Every list
 * has what is needed in any case ({@link AlwaysAllowed}), and the calls that are never counted. What the server's processes
 * have executed runs under their filters, so that its calls are in the lists too.
 *
 * <p>Lists are sorted and depend on nothing but the set of calls: two results can be compared line by line. Only comments have
 * counts and times.
 */
public final class Recommendation {
    private static final List<String> FILTER_CALLS = List.of("prctl", "seccomp");

    private final Observations seen;
    private final Architecture architecture;
    private final ListWriter lists;

    private Recommendation(Observations seen, LineSink sink) {
        this.seen = seen;
        this.architecture = seen.architecture();
        this.lists = new ListWriter(seen, sink);
    }

    /**
     * Writes all lines.
     *
     * @param told the types that this server can tell, and so give settings of their own
     */
    public static void write(Observations seen, List<ProcessType> told, LineSink sink) {
        Recommendation recommendation = new Recommendation(seen, sink);
        recommendation.writeHead();
        recommendation.writeServer();
        RoleLists roles = new RoleLists(seen, recommendation.lists);
        roles.write();
        recommendation.writeTypes(told, !roles.isEmpty());
    }

    private void line(String text) {
        lists.line(text);
    }

    private void writeServer() {
        line("");
        line("# The whole server.");
        lists.list("pgseccomp.global_syscall_default", "pgseccomp.global_syscall_allow", "", everything(), null);
        line("");
        line("# Sessions of clients, and their parallel workers.");
        lists.list(
                "pgseccomp.session_syscall_default",
                "pgseccomp.session_syscall_allow",
                "",
                lists.ofSessions(),
                "client_backend");
    }

    private void writeHead() {
        line("# Made by seccomp_recommend() from what PostgreSQL " + seen.server() + " was seen to call on "
                + architecture.displayName() + ".");
        for (String remark : ObservedRemarks.of(seen)) {
            line(remark);
        }
        line("pgseccomp.enabled = on");
        line("pgseccomp.learn = off");
    }

    private CallSet everything() {
        CallSet all = lists.always(true);
        all.addNames(architecture, AlwaysAllowed.inTheServer(architecture, seen.server()));
        for (ObservedSubject subject : seen.subjects()) {
            lists.addSeen(all, subject);
        }
        return all;
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
                writeType(type, hasRoles);
            }
        }
    }

    private void writeType(ProcessType type, boolean hasRoles) {
        String name = type.settingName();
        CallSet set = lists.always(type);
        if (hasRoles && type.fallsBackToSession()) {
            set.addNames(architecture, FILTER_CALLS);
        }
        lists.addSeen(set, name);
        line("# " + name);
        lists.list("process_syscall_default.", "process_syscall_allow.", name, set, name);
    }

    private boolean isSeen(ProcessType type) {
        for (ObservedSubject subject : seen.subjects()) {
            if (subject.type().equals(type.settingName())) {
                return true;
            }
        }
        return false;
    }
}
