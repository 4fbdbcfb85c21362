package org.pgseccomp.extension;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.observe.ObservationReader;
import org.pgseccomp.observe.ObservedSubject;
import org.pgseccomp.plan.PlanInput;
import org.pgseccomp.plan.Planner;
import org.pgseccomp.plan.PolicyChanges;
import org.pgseccomp.plan.Remark;
import org.pgseccomp.policy.Level;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.simulate.Caller;
import org.pgseccomp.simulate.Members;
import org.pgseccomp.simulate.RecordedCall;
import org.pgseccomp.simulate.Simulation;
import org.pgseccomp.syscall.Architecture;

/**
 * The operations about a configuration that is not in force. What follows the settings in a request:
 *
 * <pre>
 *   lines:    text
 *   check:    the settings in force
 *   change:   the settings of the policy before
 *   simulate: members (settings: a role, and one of which it is a member), denials, observed
 *   denials  = count, count × (text process type, text role, text database, number, calls (64 bits), 1 where the arguments are known, 6 × 64 bits)
 * </pre>
 */
final class CheckOperations {
    /** Of a change: there where no filter was loaded before, or none is now. */
    private static final String OFF_BEFORE = "off_before";

    private static final String OFF_AFTER = "off_after";

    /** Of a change: there where the policy before was refused when the server started. */
    private static final String CLOSED_BEFORE = "closed_before";

    private static final int ARGUMENTS = 6;

    private final int operation;
    private final Architecture architecture;
    private final int level;
    private final List<Setting> settings;
    private final ServerFacts facts;
    private final ByteReader request;

    CheckOperations(
            int operation,
            Architecture architecture,
            int level,
            List<Setting> settings,
            ServerFacts facts,
            ByteReader request) {
        this.operation = operation;
        this.architecture = architecture;
        this.level = level;
        this.settings = settings;
        this.facts = facts;
        this.request = request;
    }

    static boolean has(int operation) {
        return operation >= Boundary.LINES && operation <= Boundary.SIMULATE;
    }

    /**
     * Reads the rest of a request, and answers it.
     *
     * @param bytes of the whole request
     */
    byte[] answer(byte[] bytes) {
        if (operation == Boundary.LINES) {
            String text = request.text();
            return isWhole() ? CheckTables.lines(text) : malformed();
        }
        List<Setting> others = Boundary.settings(request);
        if (operation == Boundary.CHECK) {
            return isWhole() ? CheckTables.check(settings, others) : malformed();
        }
        if (operation == Boundary.CHANGE) {
            return isWhole() ? change(others) : malformed();
        }
        List<RecordedCall> calls = denials();
        int length = request.skip();
        return isWhole() ? simulate(others, calls, bytes, bytes.length - length) : malformed();
    }

    private boolean isWhole() {
        return !request.failed()
                && request.atEnd()
                && architecture != null
                && level >= 0
                && level < Level.values().length;
    }

    private static byte[] malformed() {
        return Replies.failed("malformed request");
    }

    private byte[] change(List<Setting> before) {
        boolean wasClosed = !facts.text(CLOSED_BEFORE).isEmpty();
        if (wasClosed) {
            boolean isOff = !facts.text(OFF_AFTER).isEmpty();
            return CheckTables.remarks(
                    PolicyChanges.opened(architecture, Level.values()[level], isOff ? null : settings, facts));
        }
        List<Remark> remarks = PolicyChanges.between(
                architecture,
                Level.values()[level],
                facts.text(OFF_BEFORE).isEmpty() ? before : null,
                facts.text(OFF_AFTER).isEmpty() ? settings : null,
                facts);
        // What cannot be read is told where it is judged.
        return CheckTables.remarks(remarks == null ? List.of() : remarks);
    }

    private List<RecordedCall> denials() {
        List<RecordedCall> calls = new ArrayList<>();
        int count = request.integer();
        if (count < 0) {
            request.fail();
        }
        for (int i = 0; i < count && !request.failed(); i++) {
            String type = request.text();
            String role = request.text();
            String database = request.text();
            int number = request.integer();
            long times = wide();
            boolean areKnown = request.integer() != 0;
            List<Long> arguments = new ArrayList<>();
            for (int j = 0; j < ARGUMENTS; j++) {
                arguments.add(wide());
            }
            Caller caller = new Caller(type.replace(' ', '_'), ObservedSubject.SERVER, role, database);
            calls.add(new RecordedCall(caller, number, times, null, areKnown ? arguments : null));
        }
        return calls;
    }

    private long wide() {
        long low = request.integer() & 0xffffffffL;
        long high = request.integer();
        return high << 32 | low;
    }

    private byte[] simulate(List<Setting> pairs, List<RecordedCall> denials, byte[] bytes, int from) {
        Members members = new Members();
        for (Setting pair : pairs) {
            members.add(pair.name(), pair.value());
        }
        List<RecordedCall> calls = new ArrayList<>(denials);
        if (from < bytes.length) {
            ObservationReader.Result read = ObservationReader.read(bytes, from, bytes.length, architecture);
            if (read.problem() != null) {
                return Replies.unreadable(read.problem());
            }
            calls.addAll(Simulation.recorded(read.seen()));
        }
        Simulation.Result result = Simulation.of(
                architecture, Planner.plan(new PlanInput(architecture, settings, facts)), facts, members, calls);
        return result.calls() == null ? Replies.rejected(result.problems()) : CheckTables.simulated(result.calls());
    }
}
