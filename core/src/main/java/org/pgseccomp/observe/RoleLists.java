package org.pgseccomp.observe;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.policy.ConfigurationText;
import org.pgseccomp.policy.RoleAlias;

/**
 * The lists of the roles that were seen to log in and to make other calls than all sessions together.
 *
 * <p>A list has all that a role does: its policy is also loaded into its walsenders, and on top of its type's into workers.
 */
final class RoleLists {
    private static final List<String> ACT_FOR_ROLES = List.of(
            "client_backend", "parallel_worker", "walsender", "background_worker", "logical_replication_worker");

    /** Those that log in. */
    private static final List<String> LOG_IN = List.of("client_backend", "walsender");

    private final ListWriter lists;
    private final CallSet session;

    /** Sorted by their roles: those of one stand together. */
    private final List<ObservedSubject> subjects = new ArrayList<>();

    /** Where the subjects of the roles that have lists begin. */
    private final List<Integer> listed = new ArrayList<>();

    RoleLists(Observations seen, ListWriter lists) {
        this.lists = lists;
        this.session = lists.ofSessions();
        for (ObservedSubject subject : seen.subjects()) {
            if (!subject.role().isEmpty() && ACT_FOR_ROLES.contains(subject.type())) {
                subjects.add(subject);
            }
        }
        subjects.sort((a, b) -> a.role().compareTo(b.role()));
        for (int from = 0; from < subjects.size(); from = next(from)) {
            if (logsIn(from) && !ofRole(from).sameAs(session)) {
                listed.add(from);
            }
        }
    }

    private int next(int from) {
        int to = from + 1;
        while (to < subjects.size()
                && subjects.get(to).role().equals(subjects.get(from).role())) {
            to++;
        }
        return to;
    }

    private boolean logsIn(int from) {
        int to = next(from);
        for (int i = from; i < to; i++) {
            if (LOG_IN.contains(subjects.get(i).type())) {
                return true;
            }
        }
        return false;
    }

    private CallSet ofRole(int from) {
        CallSet set = lists.always(true);
        int to = next(from);
        for (int i = from; i < to; i++) {
            lists.addSeen(set, subjects.get(i));
        }
        return set;
    }

    boolean isEmpty() {
        return listed.isEmpty();
    }

    /** The settings that name the roles, then their lists. */
    void write() {
        if (listed.isEmpty()) {
            return;
        }
        writeNames();
        for (int i = 0; i < listed.size(); i++) {
            String role = subjects.get(listed.get(i)).role();
            String suffix = RoleAlias.suffix(role);
            lists.line("# role " + ConfigurationText.shown(role));
            lists.list("session_syscall_default.", "session_syscall_allow.", suffix, ofRole(listed.get(i)), null);
        }
    }

    private void writeNames() {
        StringBuilder names = new StringBuilder();
        StringBuilder aliases = new StringBuilder();
        for (int i = 0; i < listed.size(); i++) {
            String role = subjects.get(listed.get(i)).role();
            String alias = RoleAlias.element(role);
            names.append(i == 0 ? "" : ",").append(RoleAlias.listed(role));
            if (alias != null) {
                aliases.append(aliases.length() == 0 ? "" : ",").append(alias);
            }
        }
        lists.line("");
        lists.line("# Roles that were seen to call less than all sessions together, or something else.");
        lists.line(ConfigurationText.line("pgseccomp.session_roles", names.toString()));
        if (aliases.length() > 0) {
            lists.line(ConfigurationText.line("pgseccomp.session_role_aliases", aliases.toString()));
        }
    }
}
