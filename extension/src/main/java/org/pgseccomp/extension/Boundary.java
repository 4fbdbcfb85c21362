package org.pgseccomp.extension;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.attack.Guarded;
import org.pgseccomp.bpf.Handler;
import org.pgseccomp.observe.ObservationReader;
import org.pgseccomp.observe.Observations;
import org.pgseccomp.plan.Plan;
import org.pgseccomp.plan.PlanInput;
import org.pgseccomp.plan.PlannedPolicy;
import org.pgseccomp.plan.Planner;
import org.pgseccomp.plan.PolicyJudge;
import org.pgseccomp.plan.PolicyText;
import org.pgseccomp.policy.Domain;
import org.pgseccomp.policy.DomainReader;
import org.pgseccomp.policy.DomainTightening;
import org.pgseccomp.policy.FilterStack;
import org.pgseccomp.policy.Level;
import org.pgseccomp.policy.PolicyReader;
import org.pgseccomp.policy.PolicyResult;
import org.pgseccomp.policy.ProcessType;
import org.pgseccomp.policy.Rejection;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.policy.SettingSuffixes;
import org.pgseccomp.policy.SettingValues;
import org.pgseccomp.policy.Tightening;
import org.pgseccomp.syscall.Architecture;

/**
 * Requests: what the C adapter asks. All integers have 32 bits and are little-endian; text is its length, then one byte for
 * each char. {@link Replies} describes the answers.
 *
 * <pre>
 *   request  = operation, audit architecture, level, [handler,] settings [, settings or plan or observed]
 *   handler  = first address of the C library's code, first address behind it, address behind the gate, each as its low and its high half
 *   settings = count, count × (text name, text value)
 *   plan     = text: the reply that holds the plan in force, empty where there is none
 *   observed = text, as {@link ObservationReader} reads it
 * </pre>
 *
 * Settings whose names begin with {@link ServerFacts#PREFIX} are facts: of the server, and of what the request is about. The level ({@link
 * Level}: 0 global, 1 session, 2 database, 3 client) says up to which filter the settings are read. Only {@link #TIGHTENS} has second settings, the
 * policy in force, only {@link #PLAN} a plan, only {@link #COMPILE_HANDLED} a handler ({@link Handler}), and only the operations about it what was
 * observed; what the last ones have, {@link CheckOperations} says. Each call is a pure function of its request.
 */
public final class Boundary {
    /** Judge a policy and compile the filter of the level. */
    public static final int COMPILE = 1;
    /** As {@link #COMPILE}, for processes whose handler of SIGSYS is known. */
    public static final int COMPILE_HANDLED = 2;
    /** Read a policy and list the rows of seccomp_filter(). */
    public static final int DESCRIBE = 3;
    /** Make a plan of all settings; the level is not looked at. */
    public static final int PLAN = 4;
    /** Whether the value of a setting, the only one, can be read by itself. */
    public static final int VALUE = 5;
    /** Whether the first policy is at least as strict as the second. */
    public static final int TIGHTENS = 6;
    /** All system calls of the architecture; the settings are not looked at. */
    public static final int SYSCALLS = 7;

    /** Make lines for a configuration from what was observed; the settings say relative to which profile, and whether roles get lists. */
    public static final int RECOMMEND = 8;
    /** Say what has been exercised and what has not; the settings are not looked at. */
    public static final int UNEXERCISED = 9;
    /** Read what was observed, for a server that begins to learn; the settings are not looked at. */
    public static final int OBSERVATIONS = 10;
    /** List the rows of seccomp_observed(); the settings are not looked at. */
    public static final int OBSERVED = 11;
    /** All groups of system calls, of the architecture; the settings are not looked at. */
    public static final int GROUPS = 12;
    /** Write a policy as lines of a configuration; facts say whose it is. */
    public static final int POLICY = 13;

    /** Say of each attack of the catalogue what a policy makes of it; facts say whose policy it is. */
    public static final int EXPOSURE = 14;

    /** Read lines of a configuration; the settings are not looked at. */
    public static final int LINES = 15;
    /** Say what is wrong with a configuration beside its policies, and what it changes of what is in force. */
    public static final int CHECK = 16;
    /** Say what becomes of calls where a policy replaces another one. */
    public static final int CHANGE = 17;
    /** Say what a configuration would make of calls that were recorded. */
    public static final int SIMULATE = 18;

    private static final int OPERATIONS = 18;

    /** A fact: whose policy it is that is to be compiled, for warnings. */
    private static final String WHOSE = "whose";
    /** Whether a plan that loosens something is refused: there if so. */
    private static final String ONLY_TIGHTENS = "only_tightens";
    /** Whose policy is to be written: {@link #ROLE} or {@link #TYPE} with its name; nothing, of the level. */
    private static final String ROLE = "role";
    /** How the names of the role's settings end. */
    private static final String SUFFIX = "suffix";
    /** The database, with its name, and how the names of its settings end. */
    private static final String DATABASE = "database";

    private static final String DATABASE_SUFFIX = "database_suffix";
    /** There if the database's settings are to be written without those of sessions. */
    private static final String ALONE = "alone";
    /** Of an exposure: there where no policy is in force, whatever the settings are. */
    private static final String OFF = "off";
    /** Of an exposure: there where it is that of the postmaster itself. */
    private static final String POSTMASTER = "postmaster";
    /** The name of a process type, as settings have it. */
    private static final String TYPE = "type";
    /** The policies of the plan before that are closed, by their indexes, separated by commas. */
    private static final String CLOSED = "closed";

    private Boundary() {}

    /** Answers a request. Throws nothing that the input can cause; what is thrown all the same becomes {@link Replies#FAILED}. */
    public static byte[] answer(byte[] request) {
        try {
            return answerChecked(request);
        } catch (RuntimeException e) {
            return Replies.failed(
                    "unexpected " + (e.getMessage() == null ? "exception" : "exception: " + e.getMessage()));
        }
    }

    private static byte[] answerChecked(byte[] bytes) {
        ByteReader request = new ByteReader(bytes);
        int operation = request.integer();
        Architecture architecture = Architecture.ofAuditArch(request.integer());
        int level = request.integer();
        Handler handler = operation == COMPILE_HANDLED ? handler(request) : Handler.ANYWHERE;
        List<Setting> written = settings(request);
        ServerFacts facts = ServerFacts.among(written);
        List<Setting> settings = ServerFacts.without(written);
        if (CheckOperations.has(operation)) {
            return new CheckOperations(operation, architecture, level, settings, facts, request).answer(bytes);
        }
        List<Setting> inForce = operation == TIGHTENS ? settings(request) : List.of();
        byte[] before = operation == PLAN ? request.blob() : new byte[0];
        int textLength = isAboutObserved(operation) ? request.skip() : 0;
        if (request.failed() || !request.atEnd()) {
            return Replies.failed("malformed request");
        }
        if (architecture == null) {
            return Replies.failed("no system call table for this architecture");
        }
        if (level < 0 || level >= Level.values().length) {
            return Replies.failed("unknown level");
        }
        Level upTo = Level.values()[level];
        if (operation == COMPILE_HANDLED || operation == COMPILE) {
            String whose = facts.text(WHOSE);
            return compile(architecture, new PlannedPolicy(upTo, settings, whose, false, Plan.NONE), handler, facts);
        }
        if (operation == PLAN) {
            return plan(new PlanInput(architecture, settings, facts), before);
        }
        if (isAboutObserved(operation)) {
            ObservationReader.Result read =
                    ObservationReader.read(bytes, bytes.length - textLength, bytes.length, architecture);
            long room = EntryPoint.REPLY_ROOM + (long) EntryPoint.REPLY_ROOM_PER_BYTE * bytes.length;
            return read.problem() == null
                    ? observed(operation, read.seen(), settings, facts, room)
                    : Replies.unreadable(read.problem());
        }
        if (operation == TIGHTENS) {
            return tightens(architecture, upTo, settings, inForce, facts);
        }
        if (operation == POLICY) {
            return policy(architecture, upTo, settings, facts);
        }
        if (operation == EXPOSURE) {
            return exposure(architecture, upTo, settings, facts);
        }
        return answer(operation, architecture, upTo, settings);
    }

    private static byte[] exposure(Architecture architecture, Level level, List<Setting> settings, ServerFacts facts) {
        if (!facts.text(OFF).isEmpty()) {
            return Replies.exposure(Guarded.byNothing(architecture, facts));
        }
        PolicyResult result = PolicyReader.read(architecture, level, settings);
        if (result instanceof PolicyResult.Rejected rejected) {
            return Replies.rejected(rejected.rejections());
        }
        FilterStack stack = ((PolicyResult.Accepted) result).stack();
        boolean isPostmaster = !facts.text(POSTMASTER).isEmpty();
        SettingSuffixes suffixes = new SettingSuffixes(facts.text(SUFFIX), facts.text(DATABASE_SUFFIX));
        return Replies.exposure(Guarded.by(stack, level, settings, suffixes, isPostmaster, facts));
    }

    private static boolean isAboutObserved(int operation) {
        return operation == RECOMMEND || operation == UNEXERCISED || operation == OBSERVATIONS || operation == OBSERVED;
    }

    private static byte[] observed(
            int operation, Observations seen, List<Setting> settings, ServerFacts facts, long room) {
        if (operation == UNEXERCISED) {
            return Replies.activities(seen);
        }
        TableWriter writer = Replies.begin(seen);
        if (operation == RECOMMEND) {
            if (!ObservedTables.recommendation(seen, settings, facts, writer, room)) {
                return Replies.unreadable("The lists of its roles would be too long.");
            }
        } else if (operation == OBSERVED) {
            ObservedTables.rows(seen, writer);
        } else {
            ObservedTables.write(seen, writer);
        }
        return writer.reply(Replies.ACCEPTED);
    }

    /** The addresses must lie in the same 4 GiB. */
    private static Handler handler(ByteReader request) {
        int fromLow = request.integer();
        int fromHigh = request.integer();
        int toLow = request.integer();
        int toHigh = request.integer();
        int gateLow = request.integer();
        int gateHigh = request.integer();
        if (fromHigh != toHigh || Integer.compareUnsigned(fromLow, toLow) > 0) {
            request.fail();
        }
        long high = (long) fromHigh << 32;
        long gate = (long) gateHigh << 32 | (gateLow & 0xffffffffL);
        return new Handler(true, high | (fromLow & 0xffffffffL), high | (toLow & 0xffffffffL), gate);
    }

    private static byte[] compile(Architecture architecture, PlannedPolicy policy, Handler handler, ServerFacts facts) {
        PolicyJudge.Judgement judgement = PolicyJudge.judge(architecture, policy, facts);
        if (judgement.stack() == null) {
            return Replies.rejected(judgement.problems());
        }
        Handler ofProcess = handler.of(ProcessType.mayEnd(policy.settings()));
        return Replies.compiled(judgement, policy, ofProcess);
    }

    private static byte[] plan(PlanInput input, byte[] inForce) {
        if (inForce.length == 0) {
            return Replies.plan(Planner.plan(input));
        }
        Plan before = PlanTables.read(inForce);
        if (before == null) {
            return Replies.failed("the plan in force cannot be read");
        }
        PlanInput.Before held = new PlanInput.Before(
                before,
                numbers(input.facts().text(CLOSED)),
                !input.facts().text(ONLY_TIGHTENS).isEmpty());
        return Replies.plan(Planner.plan(new PlanInput(input.architecture(), input.settings(), input.facts(), held)));
    }

    /** Decimal numbers, separated by commas. */
    private static List<Integer> numbers(String text) {
        List<Integer> numbers = new ArrayList<>();
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ',') {
                numbers.add(number);
                number = 0;
            } else {
                number = 10 * number + (c - '0');
            }
        }
        if (!text.isEmpty()) {
            numbers.add(number);
        }
        return numbers;
    }

    static List<Setting> settings(ByteReader request) {
        int count = request.integer();
        if (count < 0) {
            request.fail();
        }
        List<Setting> settings = new ArrayList<>();
        for (int i = 0; i < count && !request.failed(); i++) {
            String name = request.text();
            String value = request.text();
            settings.add(new Setting(name, value));
        }
        return settings;
    }

    private static byte[] answer(int operation, Architecture architecture, Level level, List<Setting> settings) {
        return switch (operation) {
            case DESCRIBE -> {
                PolicyResult result = PolicyReader.read(architecture, level, settings);
                if (result instanceof PolicyResult.Rejected rejected) {
                    yield Replies.rejected(rejected.rejections());
                }
                yield Replies.described(((PolicyResult.Accepted) result).stack(), level, settings);
            }
            case VALUE -> value(architecture, settings);
            case SYSCALLS -> Replies.syscalls(architecture);
            case GROUPS -> Replies.groups(architecture);
            default -> Replies.failed("unknown operation");
        };
    }

    private static byte[] policy(Architecture architecture, Level level, List<Setting> settings, ServerFacts facts) {
        PolicyResult result = PolicyReader.read(architecture, level, settings);
        if (result instanceof PolicyResult.Rejected rejected) {
            return Replies.rejected(rejected.rejections());
        }
        return Replies.lines(PolicyText.of(architecture, settings, facts, subject(level, facts))
                .text());
    }

    private static PolicyText.Subject subject(Level level, ServerFacts facts) {
        String name = facts.text(DATABASE);
        PolicyText.Subject.Database database =
                name.isEmpty() ? null : new PolicyText.Subject.Database(name, facts.text(DATABASE_SUFFIX));
        if (database != null && !facts.text(ALONE).isEmpty()) {
            return database;
        }
        PolicyText.Subject whose = whose(level, facts);
        return database == null ? whose : new PolicyText.Subject.In(whose, database);
    }

    private static PolicyText.Subject whose(Level level, ServerFacts facts) {
        String role = facts.text(ROLE);
        String type = facts.text(TYPE);
        if (!role.isEmpty()) {
            return new PolicyText.Subject.Role(role, facts.text(SUFFIX));
        }
        if (!type.isEmpty()) {
            return new PolicyText.Subject.Type(type);
        }
        return level == Level.GLOBAL ? new PolicyText.Subject.Postmaster() : new PolicyText.Subject.Sessions();
    }

    private static byte[] value(Architecture architecture, List<Setting> settings) {
        return settings.size() == 1
                ? Replies.verdict(SettingValues.problemOf(architecture, settings.get(0)))
                : Replies.failed("malformed request");
    }

    private static byte[] tightens(
            Architecture architecture, Level level, List<Setting> settings, List<Setting> inForce, ServerFacts facts) {
        PolicyResult after = PolicyReader.read(architecture, level, settings);
        if (after instanceof PolicyResult.Rejected rejected) {
            return Replies.rejected(rejected.rejections());
        }
        PolicyResult before = PolicyReader.read(architecture, level, inForce);
        if (before instanceof PolicyResult.Accepted earlier) {
            FilterStack later = ((PolicyResult.Accepted) after).stack();
            Rejection problem = Tightening.problemOf(earlier.stack(), later, settings);
            if (problem != null) {
                return Replies.verdict(problem);
            }
            Domain domainBefore = DomainReader.read(inForce, facts).domain();
            Domain domainAfter = DomainReader.read(settings, facts).domain();
            return Replies.verdict(DomainTightening.problemOf(domainBefore, domainAfter));
        }
        return Replies.failed("the policy in force cannot be read");
    }

    private static final String OBSERVED_TEXT = """
            pgseccomp-observed 1
            architecture 3221225534
            server 15
            learnt 1700000000 4000 1 1
            uncounted 0 1
            subject client_backend postgres Joe%20X a 1700000000 1700000000
            call 10 1 0 0 4 +
            subject archiver dash - - 1700000000 1700000000
            call 1024 1 0 0
            call 999 1 0 0
            """;

    /** Initialises the classes behind accepted and rejected requests of every operation. */
    static void warmUp() {
        for (int operation = COMPILE; operation <= OPERATIONS; operation++) {
            for (Level level : Level.values()) {
                answer(request(operation, Architecture.X86_64, level, "error", "read, write"));
                answer(request(operation, Architecture.X86_64, level, "error", "raed"));
            }
        }
        for (int operation = RECOMMEND; operation <= OBSERVED; operation++) {
            answer(observedRequest(operation, "end 10"));
            answer(observedRequest(operation, "call 1025 1 0 0"));
        }
    }

    /** What was recorded. */
    private static void simulated(ByteWriter writer) {
        writer.integer(1);
        writer.text("joe");
        writer.text("group");
        writer.integer(1);
        writer.text("client backend");
        writer.text("joe");
        writer.text("app");
        writer.integer(41);
        writer.integer(7);
        writer.integer(0);
        writer.integer(1);
        for (int i = 0; i < 12; i++) {
            writer.integer(i);
        }
        writer.text(OBSERVED_TEXT + "call 41 1 0 0 8589934593 4294967297 +\nend 11\n");
    }

    private static byte[] observedRequest(int operation, String lastLine) {
        ByteWriter writer = new ByteWriter();
        writer.integer(operation);
        writer.integer(Architecture.X86_64.auditArch());
        writer.integer(0);
        writer.integer(1);
        writer.text(ServerFacts.PREFIX + "version_num");
        writer.text("180001");
        writer.text(OBSERVED_TEXT + lastLine + "\n");
        return writer.bytes();
    }

    private static byte[] request(
            int operation, Architecture architecture, Level level, String defaultAction, String list) {
        ByteWriter writer = new ByteWriter();
        writer.integer(operation);
        writer.integer(architecture.auditArch());
        writer.integer(level.ordinal());
        if (operation == COMPILE_HANDLED) {
            writer.integer(0x1000);
            writer.integer(1);
            writer.integer(0x2000);
            writer.integer(1);
            writer.integer(0x3000);
            writer.integer(2);
        }
        if (operation == LINES) {
            writer.integer(0);
            writer.text("a = 'b\\n' # c\n" + list + "\nx.y 0x1f\nz 1.5e3\nv a:b\n");
            return writer.bytes();
        }
        boolean hasTwo = operation == TIGHTENS || operation == CHECK || operation == CHANGE;
        for (int part = hasTwo ? 0 : 1; part < 2; part++) {
            writer.integer(12);
            writer.text(ServerFacts.PREFIX + "version_num");
            writer.text("150020");
            writer.text("pgseccomp.global_syscall_default");
            writer.text("log");
            writer.text("pgseccomp.session_syscall_default");
            writer.text(defaultAction);
            writer.text("pgseccomp.session_syscall_allow");
            writer.text(list);
            writer.text("session_syscall_log.joe");
            writer.text("*");
            writer.text("pgseccomp.session_roles");
            writer.text(list);
            writer.text("pgseccomp.process_types");
            writer.text(list.equals("raed") ? "archivar" : "archiver");
            writer.text("process_syscall_log.autovacuum_worker");
            writer.text("*");
            writer.text("pgseccomp.session_databases");
            writer.text(list);
            writer.text("database_syscall_error.app");
            writer.text("mount");
            writer.text("kill_list");
            writer.text("ptrace");
            writer.text("error_list");
            writer.text(
                    list.equals("raed")
                            ? "socket(domain: 1..4294967296), -read, kill = EFOO, @mont"
                            : "mmap(prot: with PROT_EXEC|PROT_WRITE), lseek(offset: -5..7), socket(type: not 1) = EPERM, @mount, -mount");
        }
        if (operation == SIMULATE) {
            simulated(writer);
        }
        if (operation == PLAN) {
            writer.blob(Replies.plan(Planner.plan(new PlanInput(architecture, List.of(), ServerFacts.UNKNOWN))));
        }
        return writer.bytes();
    }
}
