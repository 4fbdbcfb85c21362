package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.syscall.AsciiCase;

/**
 * The roles, or the databases, that have settings of their own, and the last part of the names of these.
 *
 * <p>A role's settings end with its name: {@code session_syscall_allow.joe}. PostgreSQL's configuration files take letters,
 * digits and underscores there (and bytes above 127), and do not tell upper from lower case. {@code
 * pgseccomp.session_role_aliases} names the other roles: each element is {@code alias=role}, in double quotes where the role's
 * name needs them, for example {@code "web_app=web-app"}. It is the same with databases.
 *
 * <p>{@code +readonly} among the roles stands for all that are members of the role, as in pg_hba.conf. Its settings end with the role's name; where the
 * role itself has settings that end so, it needs an alias: {@code "ro=+readonly"}.
 */
public final class SessionNames {
    /** The longest name of a role or a database, in bytes: NAMEDATALEN - 1 in PostgreSQL's pg_config_manual.h. */
    private static final int LONGEST_NAME = 63;

    /**
     * A role or a database that has settings of its own.
     *
     * @param name as it is in the catalogs, exactly
     * @param suffix of the names of its settings, behind the dot
     */
    public record Named(String name, String suffix) {}

    /** What stands before the name of a role whose members are meant. */
    private static final char MEMBERS = '+';

    private final List<Named> all = new ArrayList<>();
    private final List<Named> groups = new ArrayList<>();
    private final boolean hasGroups;
    private Rejection rejection;

    private SessionNames(boolean hasGroups) {
        this.hasGroups = hasGroups;
    }

    /** Reads those of roles; afterwards {@link #rejection()} says whether {@link #all()} counts. */
    public static SessionNames roles(List<Setting> settings) {
        SessionNames read = read(settings, SettingNames.ROLES, SettingNames.ROLE_ALIASES);
        if (read.rejection == null) {
            read.rejection = read.ambiguousGroup(settings);
        }
        return read;
    }

    /** Why a list of roles cannot be read, whatever the aliases are; or null. */
    static Rejection rolesAlone(Setting names) {
        return read(List.of(names), SettingNames.ROLES, SettingNames.ROLE_ALIASES).rejection;
    }

    /** Reads those of databases; afterwards {@link #rejection()} says whether {@link #all()} counts. */
    public static SessionNames databases(List<Setting> settings) {
        return read(settings, SettingNames.DATABASES, SettingNames.DATABASE_ALIASES);
    }

    private static SessionNames read(List<Setting> settings, String nameOfNames, String nameOfAliases) {
        SessionNames read = new SessionNames(nameOfNames.equals(SettingNames.ROLES));
        Setting names = null;
        Setting aliases = null;
        for (Setting setting : settings) {
            if (AsciiCase.lower(setting.name()).equals(nameOfNames)) {
                names = setting;
            } else if (AsciiCase.lower(setting.name()).equals(nameOfAliases)) {
                aliases = setting;
            }
        }
        read.rejection = read.readAll(names, aliases);
        return read;
    }

    /** Why a list of aliases cannot be read, whatever they stand for; or null. */
    static Rejection aliasesAlone(Setting aliases) {
        return readAliases(aliases, new ArrayList<>());
    }

    /**
     * The roles whose members have settings, by their names without the {@code +}, each once, in the order in which they are written: the first one counts
     * of which a role is a member.
     */
    public List<Named> groups() {
        return List.copyOf(groups);
    }

    /** Each once, sorted by the bytes of their names; without the groups. */
    public List<Named> all() {
        return List.copyOf(all);
    }

    /**
     * Two names whose settings have the same names, though no alias says that they are to share them.
     *
     * @param suffix of the settings of both
     */
    public record Shared(String name, String other, String suffix) {}

    /** All that stand for the same settings without anybody having said so: they differ in case, or one is called as the other one's alias. */
    public List<Shared> shared() {
        List<Named> sorted = new ArrayList<>(all);
        for (Named group : groups) {
            sorted.add(new Named(MEMBERS + group.name(), group.suffix()));
        }
        // Stable: names in the order in which they were.
        sorted.sort((a, b) -> AsciiCase.lower(a.suffix()).compareTo(AsciiCase.lower(b.suffix())));
        List<Shared> shared = new ArrayList<>();
        for (int i = 1; i < sorted.size(); i++) {
            Named one = sorted.get(i - 1);
            Named other = sorted.get(i);
            if (Ascii.same(one.suffix(), other.suffix()) && (hasNoAlias(one) || hasNoAlias(other))) {
                shared.add(new Shared(one.name(), other.name(), AsciiCase.lower(one.suffix())));
            }
        }
        return shared;
    }

    private boolean hasNoAlias(Named named) {
        String name = isGroup(named.name()) ? named.name().substring(1) : named.name();
        return name.equals(named.suffix());
    }

    /** Why the settings are refused, or null. */
    public Rejection rejection() {
        return rejection;
    }

    private Rejection readAll(Setting names, Setting aliases) {
        List<Named> aliased = new ArrayList<>();
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
                if (!isName(isGroup(element.name()) ? element.name().substring(1) : element.name())) {
                    return Rejection.invalidName(names, element);
                }
                if (isGroup(element.name())) {
                    addGroup(element.name().substring(1));
                } else {
                    all.add(new Named(element.name(), element.name()));
                }
            }
        }
        sortAndDropRepeated();
        return takeAliases(aliases, aliased);
    }

    private static Rejection readAliases(Setting aliases, List<Named> aliased) {
        IdentifierList list = IdentifierList.parse(aliases.value());
        if (list.error() != null) {
            return Rejection.syntaxError(aliases, list.error());
        }
        for (IdentifierList.Element element : list.elements()) {
            int equals = element.name().indexOf('=');
            if (equals < 0
                    || !isSuffix(element.name().substring(0, equals))
                    || !isName(element.name().substring(equals + 1))) {
                return Rejection.invalidAlias(aliases, element);
            }
            aliased.add(new Named(
                    element.name().substring(equals + 1), element.name().substring(0, equals)));
        }
        return null;
    }

    private void sortAndDropRepeated() {
        all.sort((a, b) -> a.name().compareTo(b.name()));
        int kept = 0;
        for (int i = 0; i < all.size(); i++) {
            if (kept == 0 || !all.get(i).name().equals(all.get(kept - 1).name())) {
                all.set(kept, all.get(i));
                kept++;
            }
        }
        while (all.size() > kept) {
            all.remove(all.size() - 1);
        }
    }

    private Rejection takeAliases(Setting aliases, List<Named> aliased) {
        boolean[] taken = new boolean[all.size()];
        for (Named alias : aliased) {
            if (isGroup(alias.name())) {
                Rejection problem = takeAliasOfGroup(aliases, alias);
                if (problem != null) {
                    return problem;
                }
                continue;
            }
            int index = indexOf(alias.name());
            if (index < 0) {
                return Rejection.aliasOfNobody(aliases, alias.suffix(), alias.name());
            }
            if (taken[index]) {
                return Rejection.secondAlias(aliases, alias.name());
            }
            taken[index] = true;
            all.set(index, alias);
        }
        return null;
    }

    private boolean isGroup(String name) {
        return hasGroups && !name.isEmpty() && name.charAt(0) == MEMBERS;
    }

    private void addGroup(String name) {
        for (Named group : groups) {
            if (group.name().equals(name)) {
                return;
            }
        }
        groups.add(new Named(name, name));
    }

    private Rejection takeAliasOfGroup(Setting aliases, Named alias) {
        for (int i = 0; i < groups.size(); i++) {
            Named group = groups.get(i);
            if (group.name().equals(alias.name().substring(1))) {
                boolean isTaken =
                        !group.suffix().equals(group.name()) && !group.suffix().equals(alias.suffix());
                groups.set(i, new Named(group.name(), alias.suffix()));
                return isTaken ? Rejection.secondAlias(aliases, alias.name()) : null;
            }
        }
        return Rejection.aliasOfNobody(aliases, alias.suffix(), alias.name());
    }

    /** Of a group without an alias, and a role: it would not be clear whose settings they are. */
    private Rejection ambiguousGroup(List<Setting> settings) {
        for (Named group : groups) {
            for (Named role : all) {
                if (group.suffix().equals(group.name()) && Ascii.same(group.suffix(), role.suffix())) {
                    for (Setting setting : settings) {
                        if (Ascii.same(setting.name(), SettingNames.ROLES)) {
                            return Rejection.ambiguousGroup(setting, group.name(), role.name());
                        }
                    }
                }
            }
        }
        return null;
    }

    private int indexOf(String name) {
        int low = 0;
        int high = all.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = all.get(middle).name().compareTo(name);
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

    private static boolean isName(String name) {
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
