package org.pgseccomp.extension;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.observe.Observations;
import org.pgseccomp.observe.ObservedCall;
import org.pgseccomp.observe.ObservedSubject;
import org.pgseccomp.observe.ObservedType;
import org.pgseccomp.observe.ObservedValues;
import org.pgseccomp.observe.Recommendation;
import org.pgseccomp.policy.ProcessType;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.profile.Profile;
import org.pgseccomp.recommend.RelativeRecommendation;
import org.pgseccomp.syscall.Syscall;

/**
 * What was observed as tables, in the two forms in which the adapter asks for it. A number of 64 bits is two cells, its low half first.
 *
 * <pre>
 *   to begin with ({@link #write}):
 *     1 head:     since, seconds, calls that were not kept, crash restarts: 64 bits each
 *     2 subjects: type ({@link ObservedType#indexOf}), text program, text role, text database
 *     3 calls:    subject, number, calls, first, last: 64 bits each; number of values, 1: there were more
 *     4 values:   64 bits; of all calls, one behind the other
 *   to be shown ({@link #rows}):
 *     1 calls:    text process type, text role, text database, text program, text name, number or -1, calls, first, last: 64 bits each;
 *                 text values
 * </pre>
 */
final class ObservedTables {
    /** Of a recommendation: the profile that it is to have, and whether roles get lists of their own. */
    private static final String PROFILE = "profile";

    private static final String BY_ROLE = "by_role";

    private ObservedTables() {}

    static void write(Observations seen, TableWriter writer) {
        writer.table(8).wide(seen.since()).wide(seen.seconds()).wide(seen.notKept());
        writer.wide(seen.crashRestarts());
        writer.table(4);
        for (ObservedSubject subject : seen.subjects()) {
            writer.integer(ObservedType.indexOf(subject.type())).text(subject.program());
            writer.text(subject.role()).text(subject.database());
        }
        writer.table(10);
        for (int i = 0; i < seen.subjects().size(); i++) {
            for (ObservedCall call : seen.subjects().get(i).calls()) {
                writer.integer(i).integer(call.number()).wide(call.calls());
                writer.wide(call.first()).wide(call.last());
                writer.integer(call.values().size()).integer(call.moreValues() ? 1 : 0);
            }
        }
        writer.table(2);
        for (ObservedSubject subject : seen.subjects()) {
            for (ObservedCall call : subject.calls()) {
                for (long value : call.values()) {
                    writer.wide(value);
                }
            }
        }
    }

    /** A row for each call. Texts that many rows have stand in the pool once. */
    static void rows(Observations seen, TableWriter writer) {
        String[] names = names(seen);
        int[] inPool = new int[names.length];
        StringBuilder values = new StringBuilder();
        writer.table(13);
        for (ObservedSubject subject : seen.subjects()) {
            int type = writer.keep(subject.type());
            int role = writer.keep(subject.role());
            int database = writer.keep(subject.database());
            int program = writer.keep(subject.program());
            for (ObservedCall call : subject.calls()) {
                int number = call.number();
                if (inPool[number] == 0) {
                    inPool[number] = writer.keep(names[number]);
                }
                writer.integer(type).integer(role).integer(database).integer(program);
                writer.integer(inPool[number]).integer(number == Observations.OTHER_ABI ? -1 : number);
                // More than that is no bigint.
                writer.wide(call.calls() < 0 ? Long.MAX_VALUE : call.calls());
                writer.wide(call.first()).wide(call.last());
                values.setLength(0);
                ObservedValues.append(values, names[number], call);
                writer.text(values);
            }
        }
    }

    private static String[] names(Observations seen) {
        String[] names = new String[Observations.OTHER_ABI + 1];
        for (int i = 0; i < names.length; i++) {
            names[i] = "(unknown)";
        }
        names[Observations.OTHER_ABI] = "(another ABI)";
        for (Syscall syscall : seen.architecture().syscalls().all()) {
            if (syscall.number() < Observations.OTHER_ABI) {
                names[syscall.number()] = syscall.name();
            }
        }
        return names;
    }

    /** The lines of a recommendation for the server that asks. False if there is no room for all of them. */
    static boolean recommendation(
            Observations seen, List<Setting> asked, ServerFacts facts, TableWriter writer, long room) {
        LineRows lines = new LineRows(writer, room);
        Profile profile = Profile.named(value(asked, PROFILE));
        boolean byRole = value(asked, BY_ROLE).equals("on");
        if (profile != null && profile != Profile.NONE) {
            RelativeRecommendation.write(seen, profile, facts, byRole, lines);
            return !lines.isFull();
        }
        List<ProcessType> told = new ArrayList<>();
        for (ProcessType type : ProcessType.values()) {
            if (type.isToldEarly(facts.version())) {
                told.add(type);
            }
        }
        Recommendation.write(seen, told, lines);
        return !lines.isFull();
    }

    private static String value(List<Setting> asked, String name) {
        for (Setting setting : asked) {
            if (setting.name().equals(name)) {
                return setting.value();
            }
        }
        return "";
    }
}
