package org.pgseccomp.attack;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pgseccomp.condition.Condition;
import org.pgseccomp.language.ConditionReader;
import org.pgseccomp.language.Entry;
import org.pgseccomp.language.EntryList;
import org.pgseccomp.path.Rights;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.CallBarriers;
import org.pgseccomp.policy.DomainReach;
import org.pgseccomp.policy.DomainSetting;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/**
 * What a policy stops.
 *
 * <p>The attacker chooses: of several ways, and of several calls that are enough, the one that is most open counts; of all that a way needs, the one
 * that is least open.
 */
public final class Exposure {
    /** What stands in for the places that are not known, where no list has anything. */
    private static final String UNKNOWN_PLACE = "/data-directory";

    /** What a ring makes on request, which no filter sees (enum io_uring_op in linux/io_uring.h). */
    private static final String OF_RINGS =
            " accept bind connect epoll_ctl fallocate fsetxattr linkat listen madvise mkdirat recvmsg"
                    + " renameat sendmsg sendto setxattr shutdown socket splice symlinkat tee unlinkat ";

    private final Guarded guarded;
    private final Architecture architecture;
    private final CallBarriers calls;

    /** By the needs as the catalogue has them. */
    private final Map<String, Answer> answers = new HashMap<>();

    private Exposure(Guarded guarded) {
        this.guarded = guarded;
        architecture = guarded.stack().architecture();
        calls = new CallBarriers(guarded.stack(), guarded.settings(), guarded.suffixes());
    }

    /** An answer to what is needed, and why. */
    private record Answer(Verdict verdict, String why) {
        static final Answer OPEN = new Answer(Verdict.OPEN, "");

        static Answer stopped(String why) {
            return new Answer(Verdict.STOPPED, why);
        }
    }

    /** Where calls meet a verdict, and which. */
    private static final class Places {
        private final List<String> places = new ArrayList<>();
        private final List<String> calls = new ArrayList<>();

        void add(String place, String call) {
            int known = places.indexOf(place);
            if (known < 0) {
                places.add(place);
                calls.add(call);
            } else if (!(" " + calls.get(known)).endsWith(" " + call)) {
                calls.set(known, calls.get(known) + ", " + call);
            }
        }

        String text() {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < places.size(); i++) {
                text.append(i == 0 ? "" : "; ")
                        .append(places.get(i))
                        .append(": ")
                        .append(calls.get(i));
            }
            return text.toString();
        }
    }

    /** All attacks of the catalogue, in its order. */
    public static List<Finding> of(Guarded guarded) {
        Exposure exposure = new Exposure(guarded);
        List<Finding> findings = new ArrayList<>();
        for (Attack attack : Attacks.all()) {
            findings.add(exposure.of(attack));
        }
        return findings;
    }

    /** The mildest of the ways; all that stands in ways that are no better counts as the reason. */
    private Finding of(Attack attack) {
        Verdict mildest = Verdict.STOPPED;
        List<Answer> answers = new ArrayList<>();
        for (List<Need> way : attack.ways()) {
            Answer answer = ofWay(way);
            answers.add(answer);
            mildest = answer.verdict().compareTo(mildest) < 0 ? answer.verdict() : mildest;
        }
        List<String> told = new ArrayList<>();
        StringBuilder reasons = new StringBuilder();
        for (Answer answer : answers) {
            if (answer.verdict() == mildest && !answer.why().isEmpty() && !told.contains(answer.why())) {
                told.add(answer.why());
                reasons.append(reasons.length() == 0 ? "" : "; ").append(answer.why());
            }
        }
        return new Finding(attack, mildest, reasons.toString());
    }

    /** The first of the strictest. */
    private Answer ofWay(List<Need> way) {
        Answer strictest = Answer.OPEN;
        for (Need need : way) {
            Answer answer = known(need);
            strictest = answer.verdict().compareTo(strictest.verdict()) > 0 ? answer : strictest;
        }
        return strictest;
    }

    /** Many ways need the same. */
    private Answer known(Need need) {
        String key = need.toString();
        Answer answer = answers.get(key);
        if (answer == null) {
            answer = of(need);
            answers.put(key, answer);
        }
        return answer;
    }

    private Answer of(Need need) {
        return switch (need.kind()) {
            case CALLS -> ofCalls(need.text());
            case READ -> ofFiles(need.text(), Rights.READ);
            case WRITE -> ofFiles(need.text(), Rights.READ | Rights.WRITE);
            case EXECUTE -> ofFiles(need.text(), Rights.EXECUTE);
            case LINK -> ofFiles(need.text(), DomainReach.LINK);
            case CONNECT -> ofPorts(DomainSetting.CONNECT_PORTS);
            case BIND -> ofPorts(DomainSetting.BIND_PORTS);
            case PRIVILEGE -> new Answer(Verdict.KERNEL, need.text());
            case TRACE -> ofMemory(need.text().equals("server"));
            case NEW_PRIVILEGES -> guarded.isOn() ? Answer.stopped("no_new_privs (pgseccomp.enabled)") : Answer.OPEN;
            case FOREIGN_ABI -> ofForeignAbi();
            case INHERITED_RING -> hasInheritedRing() ? Answer.OPEN : Answer.stopped("");
        };
    }

    private boolean hasInheritedRing() {
        return guarded.facts().text("io_method").equals("io_uring");
    }

    /** What becomes of requests to a ring. One that the session makes can have a thread of the kernel that takes requests without a call (IORING_SETUP_SQPOLL). */
    private Answer ofRing() {
        Answer made = known(new Need(Need.Kind.CALLS, "io_uring_setup"));
        Answer entered = hasInheritedRing() ? known(new Need(Need.Kind.CALLS, "io_uring_enter")) : made;
        return made.verdict().compareTo(entered.verdict()) < 0 ? made : entered;
    }

    private Answer ofCalls(String list) {
        Verdict mildest = null;
        Places places = new Places();
        boolean isOfRings = false;
        for (Entry entry : EntryList.parse(list).entries()) {
            Syscall call = architecture.syscalls().named(entry.name());
            isOfRings |= OF_RINGS.indexOf(" " + entry.name() + " ") >= 0;
            if (call != null && guarded.isOn()) {
                CallBarriers.Barrier barrier = calls.to(call, conditionOf(call, entry));
                Verdict verdict = verdictOf(barrier.action());
                if (mildest == null || verdict.compareTo(mildest) < 0) {
                    mildest = verdict;
                    places = new Places();
                }
                if (verdict == mildest && verdict != Verdict.OPEN) {
                    places.add(barrier.place(), call.name());
                }
            } else if (call != null) {
                mildest = Verdict.OPEN;
            }
        }
        Answer ring = isOfRings && mildest != Verdict.OPEN ? ofRing() : null;
        if (ring != null && (mildest == null || ring.verdict().compareTo(mildest) < 0)) {
            return ring;
        }
        return mildest == null
                ? new Answer(Verdict.KERNEL, "no such call on " + architecture.displayName())
                : new Answer(mildest, places.text());
    }

    private static Verdict verdictOf(Action action) {
        if (action.compareTo(Action.WARN) < 0) {
            return Verdict.OPEN;
        }
        return action == Action.WARN ? Verdict.WARNED : Verdict.STOPPED;
    }

    /** Where an architecture does not know a constant, all calls could serve the attacker. */
    private Condition conditionOf(Syscall call, Entry entry) {
        if (entry.condition() == null) {
            return Condition.NONE;
        }
        ConditionReader reader = ConditionReader.read(architecture, call, entry.condition());
        return reader.error() != null ? Condition.NONE : reader.condition().condition();
    }

    private Answer ofFiles(String paths, int rights) {
        if (!guarded.isOn()) {
            return Answer.OPEN;
        }
        for (String path : Attacks.split(paths, ", ")) {
            if (DomainReach.allows(guarded.domain(), rights, resolved(path))) {
                return Answer.OPEN;
            }
        }
        return Answer.stopped("files, " + placeOf(DomainSetting.PATHS) + ": " + paths);
    }

    /** A path with what its word in braces, if it begins with one, stands for. */
    private String resolved(String path) {
        int close = path.startsWith("{") ? path.indexOf('}') : -1;
        if (close < 0) {
            return path;
        }
        String known = guarded.facts().text(path.substring(1, close));
        String rest = path.substring(close + 1);
        if (known.isEmpty()) {
            String data = guarded.facts().text("data_directory");
            String word = path.substring(1, close);
            String folder = data.isEmpty() ? UNKNOWN_PLACE : data;
            return word.equals("data_directory") ? folder + rest : folder + "/" + word + rest;
        }
        return known + rest;
    }

    private Answer ofPorts(DomainSetting ports) {
        boolean isClosed = guarded.isOn() && DomainReach.allowsNoPort(guarded.domain(), ports);
        return isClosed ? Answer.stopped("ports, " + placeOf(ports)) : Answer.OPEN;
    }

    private String placeOf(DomainSetting setting) {
        return DomainReach.placeOf(guarded.domain(), setting, guarded.suffixes());
    }

    private Answer ofMemory(boolean isOfServer) {
        if (guarded.isOn() && isOfServer) {
            return Answer.stopped("undumpable processes (pgseccomp.enabled)");
        }
        return guarded.isOn() && guarded.isApart()
                ? Answer.stopped("isolation (pgseccomp.isolate_processes)")
                : Answer.OPEN;
    }

    private Answer ofForeignAbi() {
        if (architecture != Architecture.X86_64) {
            return new Answer(Verdict.KERNEL, "no such ABI on " + architecture.displayName());
        }
        return guarded.isOn() ? Answer.stopped("every filter (pgseccomp.enabled)") : Answer.OPEN;
    }
}
