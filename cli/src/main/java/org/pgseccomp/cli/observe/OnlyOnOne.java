package org.pgseccomp.cli.observe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.pgseccomp.observe.Observations;
import org.pgseccomp.observe.ObservedCall;
import org.pgseccomp.observe.ObservedSubject;
import org.pgseccomp.observe.ObservedValues;
import org.pgseccomp.syscall.Syscall;

/** What one server of several was seen to call, and no other: by types of processes. */
public final class OnlyOnOne {
    /** Of these a policy can say with which arguments they are needed. */
    private static final Set<String> WITH_ARGUMENTS = Set.of("socket", "mmap", "mprotect");

    private final List<Observations> servers;
    /** By type of processes, then by what is called: the places of the servers that do. */
    private final Map<String, Map<String, Set<Integer>>> callers = new TreeMap<>();

    private OnlyOnOne(List<Observations> servers) {
        this.servers = servers;
    }

    /**
     * Compares.
     *
     * @return for each server, in the order given: type of processes → calls that only it needs. Empty where there is one server
     */
    public static List<Map<String, List<String>>> of(List<Observations> servers) {
        return new OnlyOnOne(servers).compare();
    }

    private List<Map<String, List<String>>> compare() {
        List<Map<String, List<String>>> only = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            only.add(new LinkedHashMap<>());
            for (ObservedSubject subject : servers.get(i).subjects()) {
                for (ObservedCall call : subject.calls()) {
                    add(i, subject.type(), call);
                }
            }
        }
        if (servers.size() < 2) {
            return only;
        }
        callers.forEach((type, calls) -> calls.forEach((call, places) -> {
            if (places.size() == 1) {
                int place = places.iterator().next();
                only.get(place).computeIfAbsent(type, key -> new ArrayList<>()).add(call);
            }
        }));
        // Where the call itself is one server's, so are its arguments.
        for (Map<String, List<String>> each : only) {
            for (List<String> calls : each.values()) {
                calls.removeIf(call -> call.indexOf('(') > 0 && calls.contains(call.substring(0, call.indexOf('('))));
            }
        }
        return only;
    }

    private void add(int place, String type, ObservedCall call) {
        Syscall syscall = servers.get(place).architecture().syscalls().numbered(call.number());
        String name = call.number() == Observations.OTHER_ABI
                ? "another ABI"
                : syscall == null ? Integer.toString(call.number()) : syscall.name();
        note(place, type, name);
        if (WITH_ARGUMENTS.contains(name)) {
            for (Long value : call.values()) {
                StringBuilder word = new StringBuilder(name).append('(');
                ObservedValues.append(word, name, new ObservedCall(call.number(), 1, 0, 0, List.of(value), false));
                note(place, type, word.append(')').toString());
            }
        }
    }

    private void note(int place, String type, String call) {
        callers.computeIfAbsent(type, key -> new TreeMap<>())
                .computeIfAbsent(call, key -> new LinkedHashSet<>())
                .add(place);
    }
}
