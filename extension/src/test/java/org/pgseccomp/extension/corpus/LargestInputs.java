package org.pgseccomp.extension.corpus;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pgseccomp.extension.EntryPoint;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/**
 * Measures how much of the Java heap the largest requests take, of every kind that makes the core allocate much, and fails if
 * one takes half of it: no call may ever fill the heap, since a collection in the middle of a call is a failed call.
 *
 * <p>The argument is the native program. Requests have exactly the longest length, or the last element less; of an operation that has what it is about more
 * than once in a request, the half, the quarter or less.
 */
public final class LargestInputs {
    private static final int OVERHEAD = 512;

    /** The smallest part of the room that is tried: a byte can be four in the lines of a file, and lists stand there for several. */
    private static final int SMALLEST_PART = 16;

    private final Map<String, List<Setting>> kinds = new LinkedHashMap<>();

    private LargestInputs(int room) {
        addKinds(room);
    }

    public static void main(String[] arguments) throws Exception {
        List<LargestInputs> parts = new ArrayList<>();
        for (int part = 1; part <= SMALLEST_PART; part *= 2) {
            parts.add(new LargestInputs((EntryPoint.LONGEST_REQUEST - OVERHEAD) / part));
        }
        System.exit(measure(parts, Arrays.asList(arguments)) ? 0 : 1);
    }

    private void addKinds(int room) {
        list("elements of one char", "a,", room);
        list("quoted elements of one char", "\"a\",", room);
        list("the shortest names", "brk,", room);
        list("the shortest names, in capitals", "BRK,", room);
        list("the shortest names, quoted", "\"brk\",", room);
        list("the longest names", "process_vm_writev,", room);
        list("one long name", "x", room);
        list("one long name of unprintable bytes", "\u00ff", room);
        list("one quoted name of doubled quotes", "\"\"", room);
        list("white space", " ", room);
        list("empty elements", ",", room);
        list("the largest group", "@system-service,", room);
        list("removals", "-brk,", room);
        list("removals of a group", "-@clock,", room);
        list("conditions", "dup(fildes:1),", room);
        list("wrong conditions", "dup(a:1),", room);
        kinds.put("conditions of all calls", List.of(list(conditions(room))));
        wholeTable(room);
        kinds.put("the shortest names, in all lists", everyList("brk,", room));
        kinds.put(
                "the shortest names, misspelt at the end", List.of(list("brk,".repeat(room / 4) + "clock_nanosleeo")));
        kinds.put("a long default action", List.of(new Setting(Policies.DEFAULT, "\u00ff".repeat(room))));
        kinds.put("a long setting name", List.of(new Setting("pgseccomp." + "x".repeat(room), "")));
        kinds.put("a long setting name of unprintable bytes", List.of(new Setting("\u00ff".repeat(room), "")));
        settings("settings without name and value", new Setting("", ""), 8, room);
        settings("a setting repeated", list("brk"), 16, room);
        settings("an empty setting repeated", list(""), 16, room);
        recommendations(room);
    }

    /** Many calls of each role, as many roles as there is room for, one process with many calls, and calls with many values. */
    private void recommendations(int room) {
        observations("of 64 roles", room, 64, " 1 0 0");
        observations("of as many roles as there is room for", room, room / 42, " 1 0 0");
        observations("of one role", room, 1, " 1 0 0");
        observations("with values", room, 1, " 1 0 0 1 2 3 4 5 6 7 8 +");
        observations("with long words for values", room, 1, " 1 0 0 7 7 7 7 7 7 7 7 +");
        observations("of roles without calls", room, room / 30, null);
        observations("of roles with long lists", room, room / 30, null, allUncounted());
    }

    /** As many as a call may have, of one call after the other. */
    private static String conditions(int room) {
        StringBuilder list = new StringBuilder();
        List<Syscall> calls = Architecture.X86_64.syscalls().all();
        for (int i = 0; list.length() + 60 < room; i++) {
            list.append(calls.get(i / 64).name())
                    .append("(arg0:")
                    .append(i % 64)
                    .append("),");
        }
        return list.append("read").toString();
    }

    /** All but the one that sessions make: roles without it have lists of their own, of all the others. */
    private static String allUncounted() {
        StringBuilder numbers = new StringBuilder();
        for (Syscall syscall : Architecture.X86_64.syscalls().all()) {
            if (syscall.number() != 161) {
                numbers.append(numbers.length() % 500 > 490 || numbers.length() == 0 ? "\nuncounted " : " ");
                numbers.append(syscall.number());
            }
        }
        return numbers.substring(1);
    }

    private void observations(String kind, int room, int roles, String call) {
        observations(kind, room, roles, call, "uncounted 0 1 60");
    }

    private void observations(String kind, int room, int roles, String call, String uncounted) {
        StringBuilder text = new StringBuilder("""
                pgseccomp-observed 1
                architecture 3221225534
                server 15
                learnt 1700000000 10 0 0
                %s
                subject client_backend a - - 0 0
                call 161 1 0 0
                """.formatted(uncounted));
        int lines = (int) text.chars().filter(c -> c == '\n').count();
        for (int role = 0; role < roles && text.length() < room - 200; role++) {
            String name = Integer.toString(role, Character.MAX_RADIX);
            text.append("subject walsender a ").append(name).append(" - 0 0\n");
            lines++;
            int number = 0;
            while (call != null
                    && text.length() < room - 200
                    && (number == 0 || text.length() < room * (role + 1) / roles)) {
                text.append("call ").append((number + role) % 330).append(call).append('\n');
                number++;
                lines++;
            }
        }
        text.append("end ").append(lines).append('\n');
        kinds.put("observations " + kind, List.of(new Setting(Operations.OBSERVED, text.toString())));
    }

    private static Setting list(String value) {
        return new Setting(Policies.list("error"), value);
    }

    private void list(String kind, String part, int room) {
        String value = part.repeat(room / part.length());
        kinds.put(kind, List.of(list(part.endsWith(",") ? value.substring(0, value.length() - 1) : value)));
    }

    private void wholeTable(int room) {
        StringBuilder value = new StringBuilder();
        List<String> names = new ArrayList<>();
        Architecture.X86_64.syscalls().all().forEach(syscall -> names.add(syscall.name()));
        for (int i = 0; value.length() + 30 < room; i++) {
            value.append(names.get(i % names.size())).append(',');
        }
        kinds.put("the whole table, repeated", List.of(list(value + "read")));
    }

    private static List<Setting> everyList(String part, int room) {
        List<Setting> settings = new ArrayList<>();
        for (String action : Policies.ACTIONS) {
            settings.add(new Setting(
                    Policies.list(action), part.repeat(room / Policies.ACTIONS.size() / part.length()) + "brk"));
        }
        return settings;
    }

    private void settings(String kind, Setting setting, int overhead, int room) {
        List<Setting> settings = new ArrayList<>();
        int each = setting.name().length() + setting.value().length() + overhead;
        for (int i = 0; i < room / each; i++) {
            settings.add(setting);
        }
        kinds.put(kind, settings);
    }

    /** The largest request about a kind that is not too long. */
    private static byte[] request(List<LargestInputs> parts, String kind, Operations.Operation operation) {
        byte[] request = {};
        for (LargestInputs part : parts) {
            request = operation.request(Architecture.X86_64, part.kinds.get(kind));
            if (request.length <= EntryPoint.LONGEST_REQUEST) {
                break;
            }
        }
        return request;
    }

    private static boolean measure(List<LargestInputs> parts, List<String> command) throws IOException {
        int largest = 0;
        try (NativeProgram program = new NativeProgram(command)) {
            System.out.printf(
                    "%-42s %-10s %10s %12s %10s  %s%n", "kind", "operation", "request", "heap", "per KiB", "reply");
            for (String kind : parts.get(0).kinds.keySet()) {
                for (Operations.Operation operation : Operations.ALL) {
                    byte[] request = request(parts, kind, operation);
                    program.ask(request);
                    program.flush();
                    NativeProgram.Reply reply = program.reply();
                    print(kind, operation.name(), request.length, reply);
                    if (reply.bytes() == null || request.length > EntryPoint.LONGEST_REQUEST) {
                        System.out.println("FAILED: no reply to a request that is not too long");
                        return false;
                    }
                    largest = Math.max(largest, reply.allocated());
                }
            }
            int heap = program.heapSize();
            System.out.printf(
                    "the most is %,d bytes: %d %% of the heap of %,d%n", largest, largest * 100L / heap, heap);
            if (largest >= heap / 2) {
                System.out.println("FAILED: that is half of the heap or more");
                return false;
            }
            return refusesLonger(program);
        }
    }

    private static void print(String kind, String operation, int length, NativeProgram.Reply reply) {
        System.out.printf(
                "%-42s %-10s %,10d %,12d %,10d  %s%n",
                kind,
                operation,
                length,
                reply.allocated(),
                reply.allocated() * 1024L / length,
                reply.bytes() == null ? "none" : reply.bytes()[0] == 0 ? "accepted" : "rejected");
    }

    /** A byte more is refused before anything of it is read into the heap. */
    private static boolean refusesLonger(NativeProgram program) throws IOException {
        for (int length : new int[] {EntryPoint.LONGEST_REQUEST + 1, 1 << 20}) {
            program.ask(new byte[length]);
            program.flush();
            NativeProgram.Reply reply = program.reply();
            if (reply.bytes() != null || reply.allocated() != 0) {
                System.out.printf(
                        "FAILED: a request of %,d bytes is not refused before it is read: %,d bytes of heap%n",
                        length, reply.allocated());
                return false;
            }
        }
        System.out.println("a byte more, or a megabyte, is refused without touching the heap");
        return true;
    }
}
