package org.pgseccomp.observe;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.policy.ConfigurationText;
import org.pgseccomp.policy.NeededCalls;
import org.pgseccomp.policy.ProcessType;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/** Writes lists of calls as settings, and the comments that say what they rest on. */
final class ListWriter {
    private final Observations seen;
    private final Architecture architecture;
    private final List<Syscall> all;
    private final CallSet ofBackends;
    private final CallSet ofAuxiliary;
    private final LineSink sink;
    private final StringBuilder line = new StringBuilder();

    ListWriter(Observations seen, LineSink sink) {
        this.seen = seen;
        this.sink = sink;
        this.architecture = seen.architecture();
        this.all = architecture.syscalls().all();
        this.ofBackends = with(AlwaysAllowed.inBackends(architecture, seen.server()));
        this.ofAuxiliary = with(AlwaysAllowed.inAuxiliary(architecture, seen.server()));
    }

    private CallSet with(List<String> names) {
        CallSet set = new CallSet();
        set.addNames(architecture, names);
        for (int number : seen.uncounted()) {
            set.add(number);
            Syscall syscall = architecture.syscalls().numbered(number);
            if (syscall != null) {
                set.arguments().addWhole(syscall.name());
            }
        }
        return set;
    }

    /** What no policy of a type may lack. */
    CallSet always(ProcessType type) {
        CallSet set = always(type.fallsBackToSession());
        set.addNames(architecture, NeededCalls.ofType(architecture, type));
        return set;
    }

    /** What no policy may lack. */
    CallSet always(boolean backend) {
        return new CallSet(backend ? ofBackends : ofAuxiliary);
    }

    /** Adds what a type was seen to call. */
    void addSeen(CallSet set, String type) {
        for (ObservedSubject subject : seen.subjects()) {
            if (subject.type().equals(type)) {
                addSeen(set, subject);
            }
        }
    }

    void addSeen(CallSet set, ObservedSubject subject) {
        set.addSeen(architecture, subject);
    }

    /** What clients' sessions were seen to call, beside what no policy may lack. */
    CallSet ofSessions() {
        CallSet session = always(true);
        addSeen(session, "client_backend");
        addSeen(session, "parallel_worker");
        addSeen(session, "other");
        return session;
    }

    void line(String text) {
        line.setLength(0);
        line.append(text);
        sink.line(line);
    }

    private void setting(String name, String suffix, String value) {
        line.setLength(0);
        line.append(name).append(suffix).append(" = '").append(value).append('\'');
        sink.line(line);
    }

    /**
     * The two settings of a list, and what it rests on. There are thousands of them: nothing is put together that is needed once.
     *
     * @param suffix how both names end
     * @param programsOf the type whose programs are named, or null
     */
    void list(String defaultSetting, String allowSetting, String suffix, CallSet set, String programsOf) {
        line.setLength(0);
        line.append("# ").append(size(set)).append(" calls, ").append(set.seen());
        line.append(" of them because they were seen");
        if (set.calls() != 0) {
            line.append(": ").append(Long.toUnsignedString(set.calls())).append(" times, from ");
            Times.appendMoment(line, set.first());
            line.append(" to ");
            Times.appendMoment(line, set.last());
        }
        sink.line(line);
        if (programsOf != null) {
            programs(programsOf);
        }
        setting(defaultSetting, suffix, "error");
        line.setLength(0);
        line.append(allowSetting).append(suffix).append(" = '");
        String separator = "";
        for (int i = 0; i < all.size(); i++) {
            if (set.contains(all.get(i).number())) {
                line.append(separator);
                set.arguments().appendEntries(line, all.get(i).name());
                separator = ",";
            }
        }
        sink.line(line.append('\''));
    }

    private int size(CallSet set) {
        int size = 0;
        for (int i = 0; i < all.size(); i++) {
            size += set.contains(all.get(i).number()) ? 1 : 0;
        }
        return size;
    }

    /** What is in a list only for the sake of programs that processes have executed. */
    private void programs(String type) {
        CallSet server = always(true);
        CallSet programs = new CallSet();
        List<String> executed = new ArrayList<>();
        for (ObservedSubject subject : seen.subjects()) {
            if (!subject.type().equals(type)) {
                continue;
            }
            if (subject.isServer()) {
                addSeen(server, subject);
            } else {
                addSeen(programs, subject);
                executed.add(subject.program());
            }
        }
        if (executed.isEmpty()) {
            return;
        }
        List<String> only = new ArrayList<>();
        for (Syscall syscall : all) {
            if (programs.contains(syscall.number()) && !server.contains(syscall.number())) {
                only.add(syscall.name());
            }
        }
        line("# executed programs (" + ConfigurationText.shown(CallSet.joined(eachOnce(executed))) + ") alone call: "
                + CallSet.joined(only));
    }

    private static List<String> eachOnce(List<String> names) {
        names.sort((a, b) -> a.compareTo(b));
        List<String> distinct = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (i == 0 || !names.get(i).equals(names.get(i - 1))) {
                distinct.add(names.get(i));
            }
        }
        return distinct;
    }
}
