package org.pgseccomp.extension.corpus;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.pgseccomp.extension.Boundary;
import org.pgseccomp.policy.ConfigurationText;
import org.pgseccomp.policy.Level;
import org.pgseccomp.policy.ProcessType;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.syscall.Architecture;

/**
 * The operations of the boundary, and how a request for each is made.
 *
 * <p>A new operation, or a new layout, is added here: one more entry of {@link #ALL}. What is done to the bytes of a request
 * afterwards ({@link Mutation}) and how replies are compared knows no layout.
 */
final class Operations {
    private static final String GLOBAL_PREFIX = "pgseccomp.global_syscall_";
    private static final String GLOBAL = GLOBAL_PREFIX + "KIND";
    private static final String SESSION = "pgseccomp.session_syscall_KIND";
    private static final String ROLE = "session_syscall_KIND.joe";
    /** Of a type that falls back to the global filter, and of one that falls back to the sessions'. */
    private static final String AUXILIARY = "process_syscall_KIND.archiver";

    private static final String WORKER = "process_syscall_KIND.autovacuum_worker";
    private static final String ARGUMENT = "KIND_list";

    /** Every operation. */
    static final List<Operation> ALL = List.of(
            new Operation("compile", true, input -> upTo(Level.GLOBAL, Boundary.COMPILE, input)),
            new Operation("compile session", true, input -> upTo(Level.SESSION, Boundary.COMPILE, input)),
            new Operation("compile client", true, input -> upTo(Level.CLIENT, Boundary.COMPILE, input)),
            new Operation("compile session, handled", true, input -> handled(Level.SESSION, input)),
            new Operation("compile client, handled", true, input -> handled(Level.CLIENT, input)),
            new Operation("describe", false, input -> upTo(Level.CLIENT, Boundary.DESCRIBE, input)),
            new Operation("plan", false, Operations::plan),
            new Operation("value", false, Operations::value),
            new Operation("plan of roles", false, Operations::roles),
            new Operation("plan of types", false, Operations::processTypes),
            new Operation("tightens", false, Operations::tightens),
            new Operation("recommend", false, input -> observed(Boundary.RECOMMEND, input)),
            new Operation("recommend on a profile", false, Operations::onProfile),
            new Operation("unexercised", false, input -> observed(Boundary.UNEXERCISED, input)),
            new Operation("observations", false, input -> observed(Boundary.OBSERVATIONS, input)),
            new Operation("observed", false, input -> observed(Boundary.OBSERVED, input)),
            new Operation("syscalls", false, input -> upTo(Level.GLOBAL, Boundary.SYSCALLS, input)),
            new Operation("groups", false, input -> upTo(Level.GLOBAL, Boundary.GROUPS, input)),
            new Operation("policy", false, input -> ofSomebody(Boundary.POLICY, input)),
            new Operation("exposure", false, input -> ofSomebody(Boundary.EXPOSURE, input)),
            new Operation("lines", false, Operations::lines),
            new Operation("check", false, input -> twice(Boundary.CHECK, input)),
            new Operation("change", false, input -> twice(Boundary.CHANGE, input)),
            new Operation("simulate", false, Operations::simulate));

    private static final List<Operation> COMPILING =
            ALL.stream().filter(Operation::compiles).toList();

    private Operations() {}

    /** The operation of an ordinary case. At least a third of all compile, however many operations there are: the core decides most there. */
    static Operation chosen(Seeded random) {
        return random.of(random.onceIn(3) ? COMPILING : ALL);
    }

    /**
     * An operation.
     *
     * @param name for the table of results
     * @param compiles whether the reply to an accepted request is a program: those are counted as distinct policies
     * @param maker makes a request
     */
    record Operation(String name, boolean compiles, Maker maker) {
        /** A request with exactly these settings. */
        byte[] request(Architecture architecture, List<Setting> settings) {
            return maker.request(new Input(new Seeded(1, 0), architecture, () -> settings, true));
        }
    }

    /** Makes a request out of what a seed chooses, or out of what a test gives. */
    interface Maker {
        byte[] request(Input input);
    }

    /**
     * What a request is made of.
     *
     * @param random for whatever else is to be chosen
     * @param architecture that the settings are for
     * @param settings a source of settings of the global filter; asked several times it gives several policies
     * @param once whether each setting is to stand in the request once, and nothing else
     */
    record Input(Seeded random, Architecture architecture, Supplier<List<Setting>> settings, boolean once) {}

    /** A whole configuration, and now and then one that was in force before. */
    private static byte[] plan(Input input) {
        Seeded random = input.random();
        if (input.once()) {
            return planned(input, input.settings().get(), new byte[0]);
        }
        byte[] before = new byte[0];
        if (random.onceIn(2)) {
            before = Boundary.answer(planned(input, configuration(input), new byte[0]));
            if (random.onceIn(8)) {
                before = Arrays.copyOf(before, random.below(before.length));
            }
        }
        return planned(input, configuration(input), before);
    }

    private static List<Setting> configuration(Input input) {
        Seeded random = input.random();
        List<Setting> settings = new ArrayList<>();
        for (int facts = random.below(3); facts > 0; facts--) {
            String[] known = {"version_num", "150020", "version_num", "180001", "only_tightens", "on", "closed", "2,3"};
            int fact = 2 * random.below(known.length / 2);
            settings.add(new Setting("server " + known[fact], known[fact + 1]));
        }
        String[] roles = {"joe", "Ann", "r_2", "x%25"};
        StringBuilder names = new StringBuilder();
        for (String role : roles) {
            if (!random.onceIn(3)) {
                names.append(names.length() == 0 ? "" : ",").append(role);
            }
        }
        settings.add(new Setting("pgseccomp.session_roles", names.toString()));
        List<String> forms = new ArrayList<>(List.of(GLOBAL, SESSION, AUXILIARY, WORKER));
        for (String role : roles) {
            forms.add(ROLE.replace("joe", role));
        }
        List<Setting> shared = input.settings().get();
        for (String form : forms) {
            if (!random.onceIn(3)) {
                settings.addAll(
                        renamed(random.onceIn(2) ? shared : input.settings().get(), form));
            }
        }
        if (random.onceIn(2)) {
            settings.add(new Setting("pgseccomp.process_types", "archiver, autovacuum worker, io_worker"));
        }
        return settings;
    }

    private static byte[] planned(Input input, List<Setting> settings, byte[] before) {
        return with(begun(Boundary.PLAN, 0, input.architecture()), settings)
                .blob(before)
                .bytes();
    }

    /** A policy of sessions, and whose it is. */
    private static byte[] ofSomebody(int operation, Input input) {
        Seeded random = input.random();
        List<Setting> settings = new ArrayList<>(settings(Level.SESSION, input));
        if (!input.once() && random.onceIn(2)) {
            String[] known = {"role", "joe", "suffix", "Joe's", "type", "archiver", "version_num", "170005"};
            for (int i = 0; i < known.length; i += 2) {
                settings.add(new Setting("server " + known[i], known[i + 1]));
            }
        }
        return withSettings(operation, Level.SESSION.ordinal(), input.architecture(), settings);
    }

    /** Policies for the levels up to one: each level has settings of its own, or falls back. */
    private static byte[] upTo(Level level, int operation, Input input) {
        return withSettings(operation, level.ordinal(), input.architecture(), settings(level, input));
    }

    /** Addresses of a library as Linux chooses them, none, and now and then some that lie in no order or not in the same 4 GiB. */
    private static byte[] handled(Level level, Input input) {
        Seeded random = input.random();
        int from = 0x1000 * random.below(1 << 20);
        boolean isNowhere = random.onceIn(4);
        int to = isNowhere ? from : from + 0x1000 * random.below(400);
        RequestBytes request = begun(Boundary.COMPILE_HANDLED, level.ordinal(), input.architecture())
                .integer(from)
                .integer(0x7f12)
                .integer(to)
                .integer(random.onceIn(30) ? 0x7f13 : 0x7f12)
                .integer(random.onceIn(4) ? 0 : random.below(1 << 30))
                .integer(random.onceIn(4) ? 0 : 0x7f12);
        return with(request, settings(level, input)).bytes();
    }

    private static List<Setting> settings(Level level, Input input) {
        Seeded random = input.random();
        if (input.once()) {
            return level == Level.GLOBAL
                    ? input.settings().get()
                    : renamed(input.settings().get(), level == Level.SESSION ? SESSION : ARGUMENT);
        }
        List<Setting> settings = new ArrayList<>();
        String named = random.onceIn(2) ? ROLE : random.onceIn(2) ? AUXILIARY : WORKER;
        for (String name : level == Level.GLOBAL ? List.of(GLOBAL) : List.of(GLOBAL, SESSION, named, ARGUMENT)) {
            boolean isUsed = name.equals(ARGUMENT) ? level == Level.CLIENT : !random.onceIn(3);
            if (level == Level.GLOBAL || isUsed) {
                settings.addAll(renamed(input.settings().get(), name));
            }
        }
        for (int i = 0; i < settings.size() && level != Level.GLOBAL; i++) {
            if (random.onceIn(4)) {
                settings.set(i, new Setting(settings.get(i).name(), random.onceIn(8) ? " *" : "*"));
            }
        }
        return settings;
    }

    /** The settings of the global filter as those of another level. */
    private static List<Setting> renamed(List<Setting> settings, String form) {
        List<Setting> renamed = new ArrayList<>();
        for (Setting setting : settings) {
            String name = setting.name();
            if (name.startsWith(GLOBAL_PREFIX)) {
                String kind = name.substring(GLOBAL_PREFIX.length());
                name = form.equals(ARGUMENT) && kind.equals("default") ? "default_action" : form.replace("KIND", kind);
            }
            renamed.add(new Setting(name, setting.value()));
        }
        return renamed;
    }

    /** One setting in most cases; every other number is malformed. */
    private static byte[] value(Input input) {
        List<Setting> settings = settings(Level.SESSION, input);
        int one = input.random().below(Math.max(1, settings.size()));
        boolean isOne = !settings.isEmpty() && !input.once() && !input.random().onceIn(20);
        return withSettings(Boundary.VALUE, 0, input.architecture(), isOne ? List.of(settings.get(one)) : settings);
    }

    /** The names of system calls serve as those of roles. */
    private static byte[] roles(Input input) {
        List<Setting> settings = new ArrayList<>();
        Seeded random = input.random();
        for (Setting setting : input.settings().get()) {
            boolean isAliases = !input.once() && random.onceIn(2);
            String value = isAliases ? setting.value().replaceAll("([a-z_0-9]+)", "\"a$1=$1\"") : setting.value();
            String name = isAliases ? "pgseccomp.session_role_aliases" : "pgseccomp.session_roles";
            boolean isRepeated = input.once() && !settings.isEmpty();
            settings.add(new Setting(isRepeated ? setting.name() : name, value));
        }
        return planned(input, settings, new byte[0]);
    }

    /** Names of types, right and misspelt, between those of system calls. */
    private static byte[] processTypes(Input input) {
        List<Setting> settings = new ArrayList<>();
        Seeded random = input.random();
        for (Setting setting : input.settings().get()) {
            String value = setting.value();
            if (!input.once()) {
                String type = ProcessType.values()[random.below(ProcessType.values().length)].settingName();
                String written = random.onceIn(4) ? type.replace('_', ' ') : random.onceIn(8) ? type + "s" : type;
                value = random.onceIn(4) ? value + ", " + written : written;
            }
            boolean isRepeated = input.once() && !settings.isEmpty();
            settings.add(new Setting(isRepeated ? setting.name() : "pgseccomp.process_types", value));
        }
        return planned(input, settings, new byte[0]);
    }

    /** Settings as lines of a file, most of them as they are to be written. */
    private static byte[] lines(Input input) {
        Seeded random = input.random();
        StringBuilder text = new StringBuilder();
        for (Setting setting : input.once() ? input.settings().get() : configuration(input)) {
            boolean isWrong = !input.once() && random.onceIn(10);
            text.append(setting.name())
                    .append(isWrong ? " '" : " = '")
                    .append(isWrong ? setting.value() : ConfigurationText.escaped(setting.value()))
                    .append(!input.once() && random.onceIn(10) ? "\n" : "'\n");
        }
        return with(begun(Boundary.LINES, 0, input.architecture()), List.of())
                .text(text.toString())
                .bytes();
    }

    /** What is written, and what is in force. */
    private static byte[] twice(int operation, Input input) {
        Seeded random = input.random();
        if (input.once()) {
            List<Setting> settings = input.settings().get();
            return with(with(begun(operation, 0, input.architecture()), settings), settings)
                    .bytes();
        }
        int level = Level.values()[random.below(3)].ordinal();
        List<Setting> after = new ArrayList<>(settings(Level.SESSION, input));
        if (random.onceIn(5)) {
            after.add(new Setting(random.onceIn(2) ? "server off_before" : "server off_after", "on"));
        }
        after.add(new Setting("pgseccomp.enabled", random.onceIn(4) ? "perhaps" : "on"));
        List<Setting> before = random.onceIn(3) ? after : settings(Level.SESSION, input);
        return with(with(begun(operation, level, input.architecture()), after), before)
                .bytes();
    }

    private static byte[] simulate(Input input) {
        Seeded random = input.random();
        List<Setting> settings = input.once() ? input.settings().get() : configuration(input);
        RequestBytes request = with(begun(Boundary.SIMULATE, 0, input.architecture()), settings);
        if (input.once()) {
            return with(request, List.of()).integer(0).text("").bytes();
        }
        with(request, random.onceIn(2) ? List.of() : List.of(new Setting("r-1", "joe"), new Setting("Ann", "joe")));
        String[] types = {"client backend", "archiver", "walsender", "background worker", "postmaster", "odd"};
        int denials = random.below(6);
        request.integer(denials);
        for (int i = 0; i < denials; i++) {
            request.text(types[random.below(types.length)]).text(random.onceIn(2) ? "joe" : "");
            request.text(random.onceIn(2) ? "app" : "").integer(random.below(500) - 1);
            request.integer(random.below(1000)).integer(random.onceIn(20) ? -1 : 0);
            request.integer(random.below(2));
            for (int half = 0; half < 12; half++) {
                request.integer(random.below(70));
            }
        }
        return request.text(random.onceIn(4) ? "" : observations(input)).bytes();
    }

    /** A request about a text: of a setting of this name, where the settings are given. */
    static final String OBSERVED = "observed";

    /**
     * The server asks this of a process that has more memory than a session: not of the largest requests here. It reads up to sixteen policies of a hundred
     * calls, and takes as long as ten other requests: there are fewer of it.
     */
    private static byte[] onProfile(Input input) {
        if (input.once() || !input.random().onceIn(8)) {
            return observed(Boundary.RECOMMEND, input);
        }
        List<Setting> asked = new ArrayList<>();
        boolean isStrict = input.random().onceIn(2);
        asked.add(new Setting("profile", isStrict ? "strict" : "baseline"));
        asked.add(new Setting("by_role", input.random().onceIn(2) ? "on" : "off"));
        return observed(Boundary.RECOMMEND, input, asked);
    }

    private static byte[] observed(int operation, Input input) {
        return observed(operation, input, List.of());
    }

    private static byte[] observed(int operation, Input input, List<Setting> asked) {
        List<Setting> settings = new ArrayList<>(asked);
        String text = "";
        if (!input.once()) {
            text = observations(input);
            settings.add(new Setting("server version_num", input.random().onceIn(2) ? "150020" : "180001"));
        }
        for (Setting setting : input.once() ? input.settings().get() : List.<Setting>of()) {
            if (setting.name().equals(OBSERVED)) {
                text = setting.value();
            } else {
                settings.add(setting);
            }
        }
        return with(begun(operation, 0, input.architecture()), settings)
                .text(text)
                .bytes();
    }

    /** Observations that can be read, mostly. */
    private static String observations(Input input) {
        Seeded random = input.random();
        String[] types = {"client_backend", "parallel_worker", "archiver", "walsender", "postmaster", "other"};
        StringBuilder text = new StringBuilder("pgseccomp-observed 1\narchitecture "
                + Integer.toUnsignedString(input.architecture().auditArch()) + "\nserver 17\nlearnt 1700000000 "
                + random.below(100_000) + " " + (random.onceIn(4) ? 3 : 0) + " 0\nuncounted 0 1 60\n");
        int lines = 5;
        for (int subjects = random.below(12); subjects > 0; subjects--) {
            text.append("subject ").append(random.onceIn(100) ? "wrong" : types[random.below(types.length)]);
            text.append(random.onceIn(3) ? " cp" : " postgres")
                    .append(random.onceIn(3) ? " -" : " r%2d" + random.below(5));
            text.append(" - 1700000000 ")
                    .append(1700000000L + random.below(1_000_000_000))
                    .append('\n');
            lines++;
            for (int calls = random.below(40); calls > 0; calls--) {
                text.append("call ")
                        .append(random.onceIn(20) ? 1024 : random.below(460))
                        .append(' ');
                text.append(random.below(1_000_000)).append(random.onceIn(9) ? " 1700000000 1800000000" : " 0 0");
                for (int values = random.onceIn(3) ? random.below(10) : 0; values > 0; values--) {
                    text.append(' ').append(random.onceIn(3) ? random.bits() & Long.MAX_VALUE : random.below(64));
                }
                text.append(random.onceIn(9) ? " +\n" : "\n");
                lines++;
            }
        }
        return text.append("end ")
                .append(random.onceIn(10) ? 0 : lines)
                .append('\n')
                .toString();
    }

    private static byte[] tightens(Input input) {
        List<Setting> after = settings(Level.SESSION, input);
        List<Setting> before = input.once() ? List.of() : settings(Level.SESSION, input);
        RequestBytes request = begun(Boundary.TIGHTENS, Level.SESSION.ordinal(), input.architecture());
        return with(with(request, after), !input.once() && input.random().onceIn(3) ? after : before)
                .bytes();
    }

    /** The layout: operation, architecture, level, count, names and values. Operation and level may be none that exists. */
    static byte[] withSettings(int operation, int level, Architecture architecture, List<Setting> settings) {
        return with(begun(operation, level, architecture), settings).bytes();
    }

    private static RequestBytes begun(int operation, int level, Architecture architecture) {
        return new RequestBytes()
                .integer(operation)
                .integer(architecture.auditArch())
                .integer(level);
    }

    private static RequestBytes with(RequestBytes request, List<Setting> settings) {
        request.integer(settings.size());
        for (Setting setting : settings) {
            request.text(setting.name()).text(setting.value());
        }
        return request;
    }
}
