package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.syscall.AsciiCase;
import org.pgseccomp.syscall.NearestName;

/**
 * The process types that have a policy of their own: {@code pgseccomp.process_types}. A space within a name stands for an
 * underscore, so that what {@code pg_stat_activity} shows can be written as it is.
 */
public final class ProcessTypes {
    private final List<ProcessType> types = new ArrayList<>();
    private Rejection rejection;

    private ProcessTypes() {}

    /** Reads; afterwards {@link #rejection()} says whether {@link #types()} count. */
    public static ProcessTypes read(List<Setting> settings) {
        ProcessTypes read = new ProcessTypes();
        for (Setting setting : settings) {
            if (AsciiCase.lower(setting.name()).equals(SettingNames.PROCESS_TYPES)) {
                read.rejection = read.readList(setting);
            }
        }
        return read;
    }

    /** The types, each once, in the order in which they are declared. */
    public List<ProcessType> types() {
        return List.copyOf(types);
    }

    /** Why the setting is refused, or null. */
    public Rejection rejection() {
        return rejection;
    }

    private Rejection readList(Setting setting) {
        IdentifierList list = IdentifierList.parse(withUnderscores(setting.value()));
        if (list.error() != null) {
            return Rejection.syntaxError(setting, list.error());
        }
        boolean[] listed = new boolean[ProcessType.values().length];
        for (IdentifierList.Element element : list.elements()) {
            ProcessType type = ProcessType.named(withUnderscores(element.name()));
            if (type == null) {
                return Rejection.unknownProcessType(setting, element, nearest(element.name()));
            }
            listed[type.ordinal()] = true;
        }
        for (ProcessType type : ProcessType.values()) {
            if (listed[type.ordinal()]) {
                types.add(type);
            }
        }
        return null;
    }

    private static String nearest(String name) {
        NearestName nearest = new NearestName(withUnderscores(name));
        for (ProcessType type : ProcessType.values()) {
            nearest.offer(type.settingName());
        }
        return nearest.nearest();
    }

    /** The same text, of the same length, with an underscore for each single space between two letters. */
    private static String withUnderscores(String text) {
        StringBuilder joined = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean joins = c == ' '
                    && i > 0
                    && i + 1 < text.length()
                    && isLetter(text.charAt(i - 1))
                    && isLetter(text.charAt(i + 1));
            joined.append(joins ? '_' : c);
        }
        return joined.toString();
    }

    private static boolean isLetter(char c) {
        char lower = AsciiCase.lower(c);
        return lower >= 'a' && lower <= 'z';
    }
}
