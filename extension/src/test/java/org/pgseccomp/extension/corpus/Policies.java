package org.pgseccomp.extension.corpus;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.pgseccomp.policy.NeededCalls;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.policy.UnseenCalls;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/**
 * Policies as settings. Most are accepted: each call stands in one list at most. The others have one or a few things wrong.
 */
final class Policies {
    static final String DEFAULT = "pgseccomp.global_syscall_default";
    static final List<String> ACTIONS = List.of("allow", "log", "warn", "error", "terminate", "kill");

    /** What no filter may deny or kill. */
    private static final Map<Architecture, List<String>> NEEDED = new EnumMap<>(Architecture.class);

    private static final String ENABLED = "pgseccomp.enabled";
    private static final List<String> BOOLEANS = List.of("on", "off", "true", "no", "1", "");
    private static final Map<Architecture, List<Syscall>> CALLS = new EnumMap<>(Architecture.class);

    static {
        for (Architecture architecture : Architecture.values()) {
            NEEDED.put(architecture, NeededCalls.names(architecture));
            CALLS.put(architecture, List.copyOf(architecture.syscalls().all()));
        }
    }

    /** Accepted policies name calls of the architecture that is asked for. */
    private final Architecture architecture;

    private final Seeded random;
    private final int mostNames;

    Policies(Architecture architecture, Seeded random, int mostNames) {
        this.architecture = architecture;
        this.random = random;
        this.mostNames = mostNames;
    }

    static String list(String action) {
        return "pgseccomp.global_syscall_" + action;
    }

    /** A policy without a mistake. */
    List<Setting> valid() {
        List<Syscall> all = CALLS.get(architecture);
        int wanted = Math.min(random.small(mostNames), all.size());
        StringBuilder[] lists = new StringBuilder[ACTIONS.size()];
        int from = random.below(all.size());
        // Most policies leave what no policy may take away: else few would be compiled.
        boolean keepsNeeded = !random.onceIn(8);
        for (int i = 0; i < wanted; i++) {
            // Neighbours in the table or scattered over it. 101 is a prime: unless it divides the table's size, no call
            // comes twice.
            Syscall syscall = all.get((int) ((from + (long) i * (wanted < 8 ? 101 : 1)) % all.size()));
            int action =
                    random.onceIn(3) || (keepsNeeded && NEEDED.get(architecture).contains(syscall.name()))
                            ? 0
                            : random.below(lists.length);
            if (ACTIONS.get(action).equals("terminate") && UnseenCalls.reasonFor(syscall.name()) != null) {
                action = 0;
            }
            if (lists[action] == null) {
                lists[action] = new StringBuilder();
            }
            addElement(lists[action], syscall.name());
            if (random.onceIn(6) && !NEEDED.get(architecture).contains(syscall.name())) {
                addConditions(lists, syscall);
            }
            if (random.onceIn(50)) {
                addElement(lists[action], syscall.name()); // a call may be repeated in its list
            }
        }
        List<Setting> settings = new ArrayList<>();
        for (int i = 0; i < lists.length; i++) {
            if (lists[i] != null) {
                settings.add(new Setting(list(ACTIONS.get(i)), lists[i].toString()));
            } else if (random.onceIn(8)) {
                settings.add(new Setting(list(ACTIONS.get(i)), " ".repeat(random.small(4))));
            }
        }
        if (!random.onceIn(4)) {
            String action = random.of(ACTIONS);
            settings.add(new Setting(DEFAULT, HostileText.shouted(random, action)));
            if (keepsNeeded && (!action.equals("allow") && !action.equals("log"))) {
                settings.removeIf(setting -> setting.name().equals(list("allow")));
                settings.add(new Setting(list("allow"), allowed(lists[0])));
            }
        }
        if (random.onceIn(4)) {
            settings.add(random.below(settings.size() + 1), new Setting(ENABLED, random.of(BOOLEANS)));
        }
        return settings;
    }

    /** A list, and every needed call that the architecture has. */
    private String allowed(StringBuilder list) {
        StringBuilder allowed = list == null ? new StringBuilder() : list;
        for (String name : NEEDED.get(architecture)) {
            addElement(allowed, name);
        }
        return allowed.toString();
    }

    /** Entries with conditions, in whatever lists: they contradict nothing. */
    private void addConditions(StringBuilder[] lists, Syscall syscall) {
        int entries = 1 + random.small(4);
        for (int i = 0; i < entries; i++) {
            int action = random.below(lists.length);
            if (ACTIONS.get(action).equals("terminate") && UnseenCalls.reasonFor(syscall.name()) != null) {
                continue;
            }
            if (lists[action] == null) {
                lists[action] = new StringBuilder();
            }
            StringBuilder list = lists[action];
            list.append(list.length() > 0 ? ", " : "").append(syscall.name()).append('(');
            int parts = 1 + random.small(2);
            for (int part = 0; part < parts; part++) {
                list.append(part > 0 ? "; " : "")
                        .append("arg")
                        .append(random.below(6))
                        .append(": ");
                list.append(random.of(List.of("", "", "", "not ", "with ", "without ")));
                addValues(list);
            }
            list.append(')');
            if (ACTIONS.get(action).equals("error") && random.onceIn(3)) {
                list.append(random.of(List.of(" = EPERM", "=ENOSYS", " = EACCES")));
            }
        }
    }

    /** Not every parameter takes each of them, and ranges are none for single bits: some policies are refused. */
    private void addValues(StringBuilder list) {
        int values = 1 + random.small(3);
        for (int i = 0; i < values; i++) {
            list.append(i > 0 ? ", " : "");
            int value = random.below(random.onceIn(4) ? 70_000 : 40);
            switch (random.below(8)) {
                case 0 -> list.append(value).append("..").append(value + random.below(1000));
                case 1 -> list.append("0x").append(Integer.toHexString(value));
                case 2 -> list.append(1 << random.below(20)).append('|').append(1 << random.below(20));
                case 3 -> list.append(0x100000000L + value);
                default -> list.append(value);
            }
        }
    }

    private void addElement(StringBuilder list, String name) {
        if (list.length() > 0) {
            list.append(random.onceIn(6) ? " ,\t" : ",");
        }
        if (random.onceIn(4)) {
            list.append(' ');
        }
        switch (random.below(8)) {
            case 0 -> list.append('"').append(name).append('"');
            case 1 -> list.append(HostileText.shouted(random, name));
            default -> list.append(name);
        }
    }

    /** A policy with mistakes. */
    List<Setting> doubtful() {
        List<Setting> settings = new ArrayList<>(valid());
        int mistakes = 1 + random.small(3);
        for (int i = 0; i < mistakes; i++) {
            int at = random.below(settings.size() + 1);
            if (at == settings.size()) {
                settings.add(new Setting(anyName(), anyValue()));
            } else {
                Setting old = settings.get(at);
                settings.set(at, spoilt(old));
            }
        }
        return settings;
    }

    private Setting spoilt(Setting old) {
        return switch (random.below(6)) {
            case 0 -> new Setting(HostileText.misspelt(random, old.name()), old.value());
            case 1 -> new Setting(HostileText.shouted(random, old.name()), old.value());
            case 2 -> new Setting(old.name(), HostileText.misspelt(random, old.value()));
            case 3 -> new Setting(old.name(), anyValue());
            default -> new Setting(old.name(), withInsertion(old.value()));
        };
    }

    private String withInsertion(String value) {
        int at = random.below(value.length() + 1);
        String inserted = random.onceIn(2) ? ", " + anyCall() + " ," : HostileText.some(random, 4);
        return value.substring(0, at) + inserted + value.substring(at);
    }

    /** A call of any architecture, misspelt now and then. */
    private String anyCall() {
        String name = random.of(
                        random.of(List.of(Architecture.values())).syscalls().all())
                .name();
        return random.onceIn(2) ? HostileText.misspelt(random, name) : name;
    }

    private String anyName() {
        return switch (random.below(5)) {
            case 0 -> "pgseccomp." + HostileText.some(random, 12);
            case 1 -> HostileText.misspelt(random, list(random.of(ACTIONS)));
            case 2 -> HostileText.some(random, 100);
            default -> list(random.of(ACTIONS)); // perhaps a second time
        };
    }

    private String anyValue() {
        return switch (random.below(6)) {
            case 0 -> HostileText.quotes(random, 64);
            case 1 -> HostileText.some(random, 200);
            case 2 -> anyCall();
            case 3 -> anyCall() + HostileText.mark(random) + anyCall();
            case 4 -> "x".repeat(random.small(300));
            default -> HostileText.misspelt(random, random.of(ACTIONS));
        };
    }
}
