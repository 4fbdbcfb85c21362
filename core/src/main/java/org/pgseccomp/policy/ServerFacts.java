package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.profile.Surroundings;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.AsciiCase;

/**
 * What is known of the server that a policy is for. Which calls it needs depends on its version, on settings of PostgreSQL that only a
 * restart changes, and on how the machine reads its clock.
 *
 * <p>The adapter sends these facts with each request, as settings whose names begin with {@link #PREFIX}; no setting of PostgreSQL has
 * a space in its name. What is not known counts as not so: a policy is refused only for what is certain.
 */
public final class ServerFacts {
    /** How the name of a fact begins. */
    public static final String PREFIX = "server ";

    /** When a call is needed. */
    enum Circumstance {
        /** In every server. */
        ALWAYS,
        /** PostgreSQL 14 and 15, whose pg_usleep() is select(2) ({@code src/port/pgsleep.c}). */
        BEFORE_16,
        /** PostgreSQL 16 and later, which extends tables with posix_fallocate(3) ({@code mdzeroextend} in {@code md.c}). */
        SINCE_16,
        /** PostgreSQL 17 and later, which reads several pages of a table at once ({@code mdreadv} in {@code md.c}). */
        SINCE_17,
        /** {@code listen_addresses} is not empty. */
        LISTENS_ON_TCP,
        /** {@code unix_socket_directories} is not empty. */
        HAS_UNIX_SOCKETS,
        /** {@code logging_collector} is on. */
        COLLECTS_LOGS,
        /** {@code dynamic_shared_memory_type} is posix, the default on Linux. */
        SHARES_POSIX_MEMORY,
        /** {@code dynamic_shared_memory_type} is sysv. */
        SHARES_SYSTEM_V_MEMORY,
        /** The same, in PostgreSQL 15 and later, which keeps statistics there. */
        SHARES_STATISTICS_IN_SYSTEM_V_MEMORY,
        /** PostgreSQL 15 and later with posix. */
        SHARES_STATISTICS_IN_POSIX_MEMORY,
        /** PostgreSQL 15 and later with posix or mmap. */
        SHARES_STATISTICS_IN_FILES,
        /** {@code io_method} is io_uring (PostgreSQL 18 and later). */
        USES_IO_URING,
        /** {@code primary_conninfo} is not empty: the server is a standby, or becomes one. */
        MAY_BE_A_STANDBY,
        /** It starts with standby.signal or recovery.signal: what another server did is done once more. */
        RECOVERS_FROM_ANOTHER,
        /**
         * The same, and {@code restore_command} or {@code recovery_end_command} is set: that it cannot be executed ends the server, and that it fails ends
         * recovery too early, in silence ({@code RestoreArchivedFile} and {@code ExecuteRecoveryCommand} in {@code xlogarchive.c}).
         */
        RUNS_RESTORE_COMMAND,
        /** The C library makes fstat(2) for fstat(3): glibc until 2.32, and from 2.39 on (fstat64.c in sysdeps/unix/sysv/linux). */
        FSTAT_IS_CALLED,
        /** The C library makes newfstatat(2) for stat(2): glibc from 2.33 on. Of another library nobody knows. */
        NEWFSTATAT_IS_CALLED,
        /** The environment has NOTIFY_SOCKET: systemd waits to be told that the server is ready (sd_notify(3)). */
        TELLS_SYSTEMD,
        /** PostgreSQL 15 and later attaches shared memory with statistics after it has asked how long it is ({@code dsm_impl.c}), by fstat(2). */
        SHARES_STATISTICS_AFTER_FSTAT,
        /** The C library aborts a thread that begins without rseq(2) (start_thread in pthread_create.c): glibc 2.35 and later. */
        THREADS_NEED_RSEQ,
        /** The vDSO cannot read this machine's clock without the call; which ones was tried. */
        CLOCK_GETTIME_IS_CALLED,
        GETTIMEOFDAY_IS_CALLED,
        TIME_IS_CALLED
    }

    /** The version of Landlock's interface with which files can be restricted and still be moved between folders (Linux 5.19). */
    public static final int LANDLOCK_OF_FILES = 2;

    private static final String DATABASES = "databases";

    /** Nothing is known. */
    public static final ServerFacts UNKNOWN = new ServerFacts(List.of());

    private final List<Setting> facts;
    private final int version;

    private ServerFacts(List<Setting> facts) {
        this.facts = List.copyOf(facts);
        version = majorVersion(text("version_num"));
    }

    /** The same facts, of a configuration in which databases have filters of their own, or not. */
    public ServerFacts withDatabases(boolean have) {
        List<Setting> all = new ArrayList<>(facts);
        all.add(new Setting(PREFIX + DATABASES, have ? "on" : "off"));
        return new ServerFacts(all);
    }

    /** Whether databases have filters of their own, which sessions load on top of theirs. */
    public boolean haveDatabasesFilters() {
        return text(DATABASES).equals("on");
    }

    /** The facts among the settings of a request. */
    public static ServerFacts among(List<Setting> settings) {
        List<Setting> facts = new ArrayList<>();
        for (Setting setting : settings) {
            if (isFact(setting)) {
                facts.add(setting);
            }
        }
        return new ServerFacts(facts);
    }

    /** The settings of a request that are no facts. */
    public static List<Setting> without(List<Setting> settings) {
        List<Setting> others = new ArrayList<>();
        for (Setting setting : settings) {
            if (!isFact(setting)) {
                others.add(setting);
            }
        }
        return others;
    }

    private static boolean isFact(Setting setting) {
        return setting.name().startsWith(PREFIX);
    }

    /** The major version of PostgreSQL, for example 15; 0 where it is not known. */
    public int version() {
        return version;
    }

    boolean hold(Circumstance circumstance) {
        return switch (circumstance) {
            case ALWAYS -> true;
            case BEFORE_16 -> version > 0 && version < 16;
            case SINCE_16 -> version >= 16;
            case SINCE_17 -> version >= 17;
            case LISTENS_ON_TCP -> !text("listen_addresses").isEmpty();
            case HAS_UNIX_SOCKETS -> !text("unix_socket_directories").isEmpty();
            case COLLECTS_LOGS -> text("logging_collector").equals("on");
            case SHARES_POSIX_MEMORY -> sharesMemoryBy("posix");
            case SHARES_SYSTEM_V_MEMORY -> sharesMemoryBy("sysv");
            case SHARES_STATISTICS_IN_SYSTEM_V_MEMORY -> version >= 15 && sharesMemoryBy("sysv");
            case SHARES_STATISTICS_IN_POSIX_MEMORY -> version >= 15 && sharesMemoryBy("posix");
            case SHARES_STATISTICS_IN_FILES -> version >= 15 && (sharesMemoryBy("posix") || sharesMemoryBy("mmap"));
            case USES_IO_URING -> text("io_method").equals("io_uring");
            case MAY_BE_A_STANDBY -> !text("primary_conninfo").isEmpty();
            case RECOVERS_FROM_ANOTHER -> !text("recovers").isEmpty();
            case RUNS_RESTORE_COMMAND -> text("recovers").equals("by command");
            case FSTAT_IS_CALLED -> minorOfGlibc() >= 39 || (minorOfGlibc() > 0 && minorOfGlibc() < 33);
            case NEWFSTATAT_IS_CALLED -> minorOfGlibc() >= 33;
            case TELLS_SYSTEMD -> !text("notify_socket").isEmpty();
            case SHARES_STATISTICS_AFTER_FSTAT ->
                hold(Circumstance.SHARES_STATISTICS_IN_FILES) && hold(Circumstance.FSTAT_IS_CALLED);
            case THREADS_NEED_RSEQ -> minorOfGlibc() >= 35;
            case CLOCK_GETTIME_IS_CALLED -> makesForTheClock("clock_gettime");
            case GETTIMEOFDAY_IS_CALLED -> makesForTheClock("gettimeofday");
            case TIME_IS_CALLED -> makesForTheClock("time");
        };
    }

    /** Whether {@code syslog} is in {@code log_destination}, a list of names in either case. */
    private boolean logsToSyslog() {
        return AsciiCase.lower(text("log_destination")).contains("syslog");
    }

    private boolean sharesMemoryBy(String type) {
        return text("dynamic_shared_memory_type").equals(type);
    }

    /** What a profile looks at. A fact that is not known does not hold; without the C library's name a profile has the calls of all C libraries. */
    public Surroundings surroundings(Architecture architecture) {
        StringBuilder words = new StringBuilder();
        addIf(architecture == Architecture.X86_64 && minorOfGlibc() > 0, "glibc_x86_64", words);
        addIf(architecture == Architecture.S390X, "s390x", words);
        addIf(minorOfGlibc() >= 39, "glibc_2_39", words);
        addIf(hold(Circumstance.BEFORE_16), "before_16", words);
        addIf(version > 0 && version < 18, "before_18", words);
        addIf(hold(Circumstance.SINCE_17), "since_17", words);
        addIf(hold(Circumstance.USES_IO_URING), "io_uring", words);
        addIf(!text("restores").isEmpty(), "restores", words);
        addIf(logsToSyslog(), "syslog", words);
        // The programs of recovery need sockets of all kinds.
        addIf(logsToSyslog() && text("restores").isEmpty(), "syslog_alone", words);
        addIf(hold(Circumstance.TIME_IS_CALLED), "clock_time", words);
        addIf(hold(Circumstance.GETTIMEOFDAY_IS_CALLED), "clock_gettimeofday", words);
        return new Surroundings(words.toString());
    }

    /** The version of Landlock's interface; 0 where the kernel has none, -1 where it is not known. */
    public int landlock() {
        String abi = text("landlock_abi");
        return number(abi, Math.min(abi.length(), 4));
    }

    private static void addIf(boolean holds, String word, StringBuilder words) {
        if (holds) {
            words.append(words.length() == 0 ? "" : " ").append(word);
        }
    }

    /** Names separated by commas, without spaces. */
    private boolean makesForTheClock(String call) {
        return ("," + text("clock_calls") + ",").contains("," + call + ",");
    }

    /** Of "glibc 2.41", 41; 0 for any other library. */
    private int minorOfGlibc() {
        String library = text("c_library");
        int minor = 0;
        int from = "glibc 2.".length();
        for (int i = from; library.startsWith("glibc 2.") && i < library.length() && i < from + 3; i++) {
            char digit = library.charAt(i);
            if (digit < '0' || digit > '9') {
                break;
            }
            minor = 10 * minor + (digit - '0');
        }
        return minor;
    }

    /** The same with a fact that is taken to be so where nothing is known of it. */
    public ServerFacts orElse(String name, String value) {
        if (!text(name).isEmpty()) {
            return this;
        }
        // Before one that is empty.
        List<Setting> all = new ArrayList<>();
        all.add(new Setting(PREFIX + name, value));
        all.addAll(facts);
        return new ServerFacts(all);
    }

    /** Each fact, with {@link #PREFIX} before its name; of several of one name the first one counts. */
    public List<Setting> all() {
        return facts;
    }

    /** What a fact says; empty where it is not known. */
    public String text(String name) {
        for (Setting fact : facts) {
            if (fact.name().length() == PREFIX.length() + name.length()
                    && fact.name().endsWith(name)) {
                return fact.value();
            }
        }
        return "";
    }

    /** Of server_version_num, 150020 for one; 0 for what is no number of this kind. */
    private static int majorVersion(String number) {
        return number.length() < 5 || number.length() > 7 ? 0 : Math.max(number(number, number.length() - 4), 0);
    }

    /** The number that a text begins with; -1 if it is not made of that many digits, of one at least. */
    private static int number(String text, int digits) {
        int value = digits == 0 ? -1 : 0;
        for (int i = 0; i < digits; i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            value = 10 * value + (digit - '0');
        }
        return value;
    }
}
