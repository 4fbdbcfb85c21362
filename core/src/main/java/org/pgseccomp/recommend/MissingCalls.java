package org.pgseccomp.recommend;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.profile.ProfileLines;
import org.pgseccomp.simulate.SimulatedCall;
import org.pgseccomp.simulate.Verdict;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/**
 * What a list lacks, as entries: first what {@link ProfileLines} has a name for, where the server did what the line is for; then single calls.
 * Calls that libraries do without are not among them.
 */
final class MissingCalls {
    private static final String ENOSYS = "error(ENOSYS)";
    private static final String EXECUTES = "execve";
    private static final String CONNECTS = "connect";

    private final Architecture architecture;
    private final List<MissingCall> calls = new ArrayList<>();
    private final List<ProfileLines.Line> lines = new ArrayList<>();
    private final List<MissingCall> single = new ArrayList<>();
    private final List<String> doneWithout = new ArrayList<>();
    private final List<String> unknown = new ArrayList<>();

    MissingCalls(Architecture architecture, List<SimulatedCall> denied) {
        this.architecture = architecture;
        for (SimulatedCall call : denied) {
            boolean isKnown = architecture.syscalls().named(call.syscall()) != null;
            boolean isDenied = call.verdict() == Verdict.DENIED || call.verdict() == Verdict.HARMLESS;
            if (isKnown && isDenied && !isDoneOtherwise(call)) {
                missing(call.syscall()).add(call);
            }
            if (isKnown && call.verdict() == Verdict.DEPENDS && !unknown.contains(call.syscall())) {
                unknown.add(call.syscall());
            }
        }
        calls.sort((a, b) -> a.name().compareTo(b.name()));
        unknown.sort((a, b) -> a.compareTo(b));
        choose();
    }

    /** Whether a call is one that libraries try, and do without where the kernel does not have it. */
    static boolean isDoneOtherwise(SimulatedCall call) {
        return call.answers().equals(ENOSYS);
    }

    private MissingCall missing(String name) {
        for (MissingCall call : calls) {
            if (call.name().equals(name)) {
                return call;
            }
        }
        MissingCall call = new MissingCall(name);
        calls.add(call);
        return call;
    }

    private static boolean has(List<MissingCall> calls, String name) {
        for (MissingCall call : calls) {
            if (call.name().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private void choose() {
        List<MissingCall> left = new ArrayList<>(calls);
        ProfileLines.Line line = best(left);
        while (line != null) {
            left = take(line, left);
            line = best(left);
        }
        for (MissingCall call : left) {
            if (ProfileLines.isDoneWithout(call.name()) && !call.isOfPrograms()) {
                doneWithout.add(call.name());
            } else {
                single.add(call);
            }
        }
    }

    /** The line that most tells for, of those not taken yet; null if none is left. Programs make most calls: what they make is no sign of something else. */
    private ProfileLines.Line best(List<MissingCall> left) {
        ProfileLines.Line best = null;
        for (ProfileLines.Line line : ProfileLines.all()) {
            if (isSeen(line, left)) {
                boolean isFirst = best == null || line.signs().contains(EXECUTES);
                boolean isMore = !isFirst
                        && !best.signs().contains(EXECUTES)
                        && line.signs().size() > best.signs().size();
                best = isFirst || isMore ? line : best;
            }
        }
        return best;
    }

    private static boolean isSeen(ProfileLines.Line line, List<MissingCall> calls) {
        for (String sign : line.signs()) {
            if (!has(calls, sign)) {
                return false;
            }
        }
        return !line.signs().contains(CONNECTS) || !areLocal(calls);
    }

    /** Whether all sockets were local ones, such as those by which the C library asks for names: what opens networks is too much for them. */
    private static boolean areLocal(List<MissingCall> calls) {
        for (MissingCall call : calls) {
            if (call.isLocalSocket()) {
                return true;
            }
        }
        return false;
    }

    private List<MissingCall> take(ProfileLines.Line line, List<MissingCall> from) {
        lines.add(line);
        List<MissingCall> left = new ArrayList<>();
        List<Syscall> ofLine = line.calls(architecture);
        for (MissingCall call : from) {
            boolean isOfLine = false;
            for (Syscall each : ofLine) {
                isOfLine |= each.name().equals(call.name());
            }
            if (!isOfLine) {
                left.add(call);
            }
        }
        return left;
    }

    /** Whether the list is to stay as it is. */
    boolean isEmpty() {
        return lines.isEmpty() && single.isEmpty();
    }

    /** All that was seen and is missing. */
    List<MissingCall> all() {
        return calls;
    }

    /** What the server was seen to do that has a name. */
    List<ProfileLines.Line> lines() {
        return lines;
    }

    /** What is to be listed call by call. */
    List<MissingCall> single() {
        return single;
    }

    /** What the server's own processes go on without. */
    List<String> doneWithout() {
        return doneWithout;
    }

    /** Calls that the profile allows with some arguments, of which it was not recorded what they were made with. */
    List<String> unknown() {
        return unknown;
    }
}
