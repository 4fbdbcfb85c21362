package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.syscall.AsciiCase;

/**
 * The roles that have a policy of their own, and the last part of the names of their settings.
 *
 * <p>A role's settings end with its name: {@code session_syscall_allow.joe}. PostgreSQL's configuration files take letters,
 * digits and underscores there (and bytes above 127), and do not tell upper from lower case. {@code
 * pgseccomp.session_role_aliases} names the other roles: each element is {@code alias=role}, in double quotes where the role's
 * name needs them, for example {@code "web_app=web-app"}.
 */
public final class SessionRoles {
    /** The longest name of a role, in bytes: NAMEDATALEN - 1 in PostgreSQL's pg_config_manual.h. */
    private static final int LONGEST_NAME = 63;

    /**
     * A role with a policy of its own.
     *
     * @param name as it logs in, exactly
     * @param suffix of the names of its settings, behind the dot
     */
    public record Role(String name, String suffix) {}

    private final List<Role> roles = new ArrayList<>();
    private Rejection rejection;

    private SessionRoles() {}

    /** Reads; afterwards {@link #rejection()} says whether {@link #roles()} count. */
    public static SessionRoles read(List<Setting> settings) {
        SessionRoles read = new SessionRoles();
        Setting names = null;
        Setting aliases = null;
        for (Setting setting : settings) {
            if (AsciiCase.lower(setting.name()).equals(SettingNames.ROLES)) {
                names = setting;
            } else if (AsciiCase.lower(setting.name()).equals(SettingNames.ROLE_ALIASES)) {
                aliases = setting;
            }
        }
        read.rejection = read.readAll(names, aliases);
        return read;
    }

    /** Why a list of aliases cannot be read, whatever the roles are; or null. */
    static Rejection aliasesAlone(Setting aliases) {
        return readAliases(aliases, new ArrayList<>());
    }

    /** The roles, each once, sorted by the bytes of their names. */
    public List<Role> roles() {
        return List.copyOf(roles);
    }

    /** Why the settings are refused, or null. */
    public Rejection rejection() {
        return rejection;
    }

    private Rejection readAll(Setting names, Setting aliases) {
        List<Role> aliased = new ArrayList<>();
        if (aliases != null) {
            Rejection problem = readAliases(aliases, aliased);
            if (problem != null) {
                return problem;
            }
        }
        if (names != null) {
            IdentifierList list = IdentifierList.parse(names.value());
            if (list.error() != null) {
                return Rejection.syntaxError(names, list.error());
            }
            for (IdentifierList.Element element : list.elements()) {
                if (!isRoleName(element.name())) {
                    return Rejection.invalidRole(names, element);
                }
                roles.add(new Role(element.name(), element.name()));
            }
        }
        sortAndDropRepeated();
        return takeAliases(aliases, aliased);
    }

    private static Rejection readAliases(Setting aliases, List<Role> aliased) {
        IdentifierList list = IdentifierList.parse(aliases.value());
        if (list.error() != null) {
            return Rejection.syntaxError(aliases, list.error());
        }
        for (IdentifierList.Element element : list.elements()) {
            int equals = element.name().indexOf('=');
            if (equals < 0
                    || !isSuffix(element.name().substring(0, equals))
                    || !isRoleName(element.name().substring(equals + 1))) {
                return Rejection.invalidAlias(aliases, element);
            }
            aliased.add(new Role(
                    element.name().substring(equals + 1), element.name().substring(0, equals)));
        }
        return null;
    }

    private void sortAndDropRepeated() {
        roles.sort((a, b) -> a.name().compareTo(b.name()));
        int kept = 0;
        for (int i = 0; i < roles.size(); i++) {
            if (kept == 0 || !roles.get(i).name().equals(roles.get(kept - 1).name())) {
                roles.set(kept, roles.get(i));
                kept++;
            }
        }
        while (roles.size() > kept) {
            roles.remove(roles.size() - 1);
        }
    }

    private Rejection takeAliases(Setting aliases, List<Role> aliased) {
        boolean[] taken = new boolean[roles.size()];
        for (Role alias : aliased) {
            int index = indexOf(alias.name());
            if (index < 0) {
                return Rejection.aliasOfNoRole(aliases, alias.suffix(), alias.name());
            }
            if (taken[index]) {
                return Rejection.secondAlias(aliases, alias.name());
            }
            taken[index] = true;
            roles.set(index, alias);
        }
        return null;
    }

    private int indexOf(String name) {
        int low = 0;
        int high = roles.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = roles.get(middle).name().compareTo(name);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    private static boolean isRoleName(String name) {
        return !name.isEmpty() && name.length() <= LONGEST_NAME;
    }

    /** What may stand behind the dot of a setting's name: guc-file.l, valid_custom_variable_name in guc.c. */
    private static boolean isSuffix(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = AsciiCase.lower(text.charAt(i));
            boolean letter = (c >= 'a' && c <= 'z') || c == '_' || c > 127;
            boolean digit = c >= '0' && c <= '9';
            if (!letter && (i == 0 || !digit)) {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
