package org.pgseccomp.recommend;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pgseccomp.observe.Observations;
import org.pgseccomp.observe.ObservedCall;
import org.pgseccomp.observe.ObservedSubject;
import org.pgseccomp.plan.Plan;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.ConfigurationText;
import org.pgseccomp.policy.DomainSetting;
import org.pgseccomp.policy.ProcessType;
import org.pgseccomp.policy.RoleAlias;
import org.pgseccomp.policy.SettingNames;
import org.pgseccomp.profile.Profile;
import org.pgseccomp.simulate.Caller;
import org.pgseccomp.simulate.RecordedCall;
import org.pgseccomp.simulate.SimulatedCall;

/**
 * The lists that a profile's configuration can have, and whose calls each has to allow: all the server's, sessions', those of roles, those of types of
 * processes. All are asked about at once ({@link #calls}): reading a policy is what takes time and memory. So that the answers find back, a caller has
 * the index of its list in the place of its role; no policy is any role's there.
 */
final class Scopes {
    private static final String POSTMASTER = "postmaster";
    private static final String STARTING = "starting";
    private static final String SESSION = "client_backend";
    private static final int GLOBAL = 0;
    private static final int SESSIONS = 1;

    /**
     * A list.
     *
     * @param whose words for it
     * @param role whose list it is; empty for others
     * @param type whose list it is; null for others
     * @param setting its name
     * @param answered what the profile does not simply allow
     */
    record Scope(String whose, String role, ProcessType type, String setting, List<SimulatedCall> answered) {
        boolean isSessions() {
            return setting.equals(SettingNames.session(Action.ALLOW));
        }

        /** Whose list of files it has. */
        String filesScope() {
            return type == null ? Profile.SESSION : type.settingName();
        }

        String filesSetting() {
            if (type != null) {
                return DomainSetting.PATHS.processPrefix() + type.settingName();
            }
            return role.isEmpty()
                    ? DomainSetting.PATHS.session()
                    : DomainSetting.PATHS.rolePrefix() + RoleAlias.suffix(role);
        }
    }

    private final List<Scope> all = new ArrayList<>();
    private final List<RecordedCall> calls = new ArrayList<>();
    private final Map<String, Integer> ofRoles = new HashMap<>();
    private final int[] ofTypes = new int[ProcessType.values().length];

    Scopes(Observations seen, Plan plan, boolean byRole) {
        add("The whole server", "", null, SettingNames.global(Action.ALLOW));
        add("Sessions", "", null, SettingNames.session(Action.ALLOW));
        for (String role : byRole ? roles(seen) : List.<String>of()) {
            ofRoles.put(role, all.size());
            String setting = SettingNames.rolePrefix(Action.ALLOW) + RoleAlias.suffix(role);
            add("Role " + ConfigurationText.shown(role), role, null, setting);
        }
        for (ProcessType type : ProcessType.values()) {
            if (plan.types().get(type.ordinal()).listed()) {
                ofTypes[type.ordinal()] = all.size();
                String name = type.settingName();
                add(name, "", type, SettingNames.processPrefix(Action.ALLOW) + name);
            }
        }
        for (ObservedSubject subject : seen.subjects()) {
            add(subject);
        }
    }

    private void add(String whose, String role, ProcessType type, String setting) {
        all.add(new Scope(whose, role, type, setting, new ArrayList<>()));
    }

    List<Scope> all() {
        return all;
    }

    /** As processes made them that carry the list and the server's. */
    List<RecordedCall> calls() {
        return calls;
    }

    /** The list that an answer is about. */
    Scope of(RecordedCall call) {
        String index = call.caller().role();
        int number = 0;
        for (int i = 0; i < index.length(); i++) {
            number = 10 * number + (index.charAt(i) - '0');
        }
        return all.get(number);
    }

    /** Those that log in, each once, sorted. */
    private static List<String> roles(Observations seen) {
        List<String> named = new ArrayList<>();
        for (ObservedSubject subject : seen.subjects()) {
            boolean logsIn = subject.type().equals(SESSION) || subject.type().equals("walsender");
            if (logsIn && !subject.role().isEmpty()) {
                named.add(subject.role());
            }
        }
        named.sort((a, b) -> a.compareTo(b));
        List<String> roles = new ArrayList<>();
        for (String role : named) {
            if (roles.isEmpty() || !roles.get(roles.size() - 1).equals(role)) {
                roles.add(role);
            }
        }
        return roles;
    }

    private void add(ObservedSubject subject) {
        add(subject, POSTMASTER, GLOBAL);
        if (subject.type().equals(POSTMASTER) || subject.type().equals(STARTING)) {
            return;
        }
        ProcessType type = ProcessType.named(subject.type());
        int ofType = type == null ? GLOBAL : ofTypes[type.ordinal()];
        if (ofType != GLOBAL) {
            add(subject, subject.type(), ofType);
        }
        Integer ofRole = type == null || type.actsForRole() ? ofRoles.get(subject.role()) : null;
        if (ofRole != null) {
            add(subject, SESSION, ofRole);
        } else if (type == null || (ofType == GLOBAL && type.fallsBackToSession())) {
            add(subject, SESSION, SESSIONS);
        }
    }

    private void add(ObservedSubject subject, String type, int scope) {
        Caller caller = new Caller(type, subject.program(), Integer.toString(scope), "");
        for (ObservedCall call : subject.calls()) {
            calls.add(new RecordedCall(caller, call.number(), call.calls(), call, null));
        }
    }

    /** Another call by the same process, of which nothing is known. */
    static RecordedCall as(RecordedCall call, int number) {
        ObservedCall observed = new ObservedCall(number, call.calls(), 0, 0, List.of(), false);
        return new RecordedCall(call.caller(), number, call.calls(), observed, null);
    }
}
