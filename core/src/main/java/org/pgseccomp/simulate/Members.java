package org.pgseccomp.simulate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which roles are members of which. */
public final class Members {
    /** Nothing is known. */
    public static final Members UNKNOWN = new Members();

    private final Map<String, List<String>> groups = new HashMap<>();

    public Members() {}

    /** Takes note that a role is a member of another one. */
    public void add(String role, String group) {
        List<String> known = groups.get(role);
        if (known == null) {
            known = new ArrayList<>();
            groups.put(role, known);
        }
        known.add(group);
    }

    /** Whether a role is known to be a member. */
    boolean has(String role, String group) {
        List<String> known = groups.get(role);
        return known != null && known.contains(group);
    }
}
