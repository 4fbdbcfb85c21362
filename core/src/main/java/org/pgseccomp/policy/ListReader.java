package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pgseccomp.constant.Errnos;
import org.pgseccomp.group.SyscallGroup;
import org.pgseccomp.group.SyscallGroups;
import org.pgseccomp.language.ConditionReader;
import org.pgseccomp.language.Entry;
import org.pgseccomp.language.EntryError;
import org.pgseccomp.language.EntryList;
import org.pgseccomp.language.ReadCondition;
import org.pgseccomp.profile.Profile;
import org.pgseccomp.profile.ProfileInForce;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.NearestName;
import org.pgseccomp.syscall.Syscall;

/** Reads one list of system calls: which calls, under which conditions, with which error. All that is wrong is found at once. */
final class ListReader {
    private final Architecture architecture;
    private final Action action;
    private final FilterSource.ListSource source;
    private final Setting setting;
    private final ProfileInForce profile;

    /** The ordinal of the last entry that stood for the profile; 0 where there was none. */
    private int profileOrdinal;

    /** More entries with conditions about one call are no policy that anybody can read, and too many for the core's heap. */
    private static final int MOST_CONDITIONS = 64;

    /** For each system call the last entry about all of its calls: it counts. A list may name a group thousands of times. */
    private final List<ListedCall> plain = new ArrayList<>();

    private final List<ListedCall> conditional = new ArrayList<>();
    private final Map<String, List<Syscall>> groups = new HashMap<>();
    private final List<Rejection> problems = new ArrayList<>();
    private final List<Rejection> warnings = new ArrayList<>();

    private ListReader(
            Architecture architecture, Action action, FilterSource.ListSource source, ProfileInForce profile) {
        this.architecture = architecture;
        this.action = action;
        this.source = source;
        this.profile = profile;
        setting = source.setting();
    }

    static ListReader read(
            Architecture architecture, Action action, FilterSource.ListSource source, ProfileInForce profile) {
        ListReader reader = new ListReader(architecture, action, source, profile);
        if (source.setting() != null) {
            reader.readAll();
        }
        return reader;
    }

    /** What it lists. */
    List<ListedCall> listed() {
        List<ListedCall> listed = new ArrayList<>(plain);
        listed.addAll(conditional);
        return listed;
    }

    /** Why it cannot be read, or null. */
    Rejection rejection() {
        return problems.isEmpty() ? null : Rejection.ofList(setting, problems);
    }

    /** What is taken, and is probably not meant; the first ten of it. */
    List<Rejection> warnings() {
        return warnings;
    }

    private void readAll() {
        EntryList list = EntryList.parse(setting.value());
        for (EntryError error : list.errors()) {
            problems.add(Rejection.syntaxError(setting, error));
        }
        for (Entry entry : list.entries()) {
            if (problems.size() > Rejection.MOST_SHOWN) {
                // One more than can be told of: a list may have thousands.
                return;
            }
            if (entry.name().equals(Profile.ENTRY)) {
                readProfile(entry);
            } else if (entry.isGroup()) {
                readGroup(entry);
            } else {
                readCall(entry);
            }
        }
    }

    /** What the profile has for this list, in the place of the entry. A profile is for all architectures: calls that this one has not are left out. */
    private void readProfile(Entry standsFor) {
        if (standsFor.removes() || standsFor.condition() != null || standsFor.errno() != null) {
            problems.add(Rejection.notAnEntryAlone(setting, standsFor));
            return;
        }
        String list =
                action == Action.ALLOW ? profile.allowed(SettingNames.scopeOf(setting.name(), profile.profile())) : "";
        if (profile.profile() == Profile.NONE && warnings.size() < Rejection.MOST_SHOWN) {
            warnings.add(Rejection.noProfile(setting, standsFor));
        }
        profileOrdinal = standsFor.ordinal();
        for (Entry entry : EntryList.parse(list).entries()) {
            Entry placed = entry.at(standsFor);
            if (entry.isGroup()) {
                readGroup(placed);
            } else if (architecture.syscalls().named(entry.name()) != null) {
                readCall(placed);
            }
        }
    }

    private void readGroup(Entry entry) {
        SyscallGroup group = SyscallGroups.named(entry.name());
        if (group == null) {
            problems.add(Rejection.unknownGroup(setting, entry, nearestGroup(entry.name())));
        } else if (entry.condition() != null) {
            problems.add(Rejection.conditionOfGroup(setting, entry));
        } else if (entry.removes()) {
            remove(entry, callsOf(group));
        } else {
            Outcome outcome = outcomeOf(entry);
            if (outcome != null) {
                for (Syscall syscall : callsOf(group)) {
                    // What cannot end a session is an error where it comes with a group, as under a default action.
                    boolean isUnseen = action == Action.TERMINATE && UnseenCalls.reasonFor(syscall.name()) != null;
                    list(new ListedCall(syscall, isUnseen ? Outcome.of(Action.ERROR) : outcome, null, source, entry));
                }
            }
        }
    }

    private List<Syscall> callsOf(SyscallGroup group) {
        return groups.computeIfAbsent(group.name(), name -> group.callsOf(architecture));
    }

    private static String nearestGroup(String misspelt) {
        NearestName nearest = new NearestName(misspelt);
        nearest.offer(Profile.ENTRY);
        for (SyscallGroup group : SyscallGroups.all()) {
            nearest.offer(group.name());
        }
        return nearest.nearest();
    }

    private void readCall(Entry entry) {
        Syscall syscall = architecture.syscalls().named(entry.name());
        if (syscall == null) {
            problems.add(UnknownSyscall.rejection(architecture, setting, entry));
        } else if (entry.removes()) {
            remove(entry, List.of(syscall));
        } else if (action == Action.TERMINATE && UnseenCalls.reasonFor(syscall.name()) != null) {
            problems.add(Rejection.cannotTerminate(setting, entry, UnseenCalls.reasonFor(syscall.name())));
        } else {
            Outcome outcome = outcomeOf(entry);
            if (entry.condition() == null) {
                if (outcome != null) {
                    list(new ListedCall(syscall, outcome, null, source, entry));
                }
                return;
            }
            if (conditionsOf(syscall) == MOST_CONDITIONS) {
                problems.add(Rejection.tooManyConditions(setting, entry, MOST_CONDITIONS));
                return;
            }
            ReadCondition condition = conditionOf(syscall, entry);
            if (outcome != null && condition != null) {
                conditional.add(new ListedCall(syscall, outcome, condition, source, entry));
            }
        }
    }

    private void list(ListedCall call) {
        if (profileOrdinal != 0 && call.entry().ordinal() > profileOrdinal) {
            // Who adds a call to a profile means all of it, whatever the profile limits.
            conditional.removeIf(each -> each.entry().ordinal() == profileOrdinal
                    && each.syscall().number() == call.syscall().number());
        }
        for (int i = 0; i < plain.size(); i++) {
            ListedCall before = plain.get(i);
            if (before.syscall().number() == call.syscall().number()) {
                // A single call behind a group that has it is meant to differ.
                if (!before.outcome().equals(call.outcome())
                        && !before.entry().isGroup()
                        && warnings.size() < Rejection.MOST_SHOWN) {
                    warnings.add(Rejection.twoErrors(before, call.entry()));
                }
                plain.set(i, call);
                return;
            }
        }
        plain.add(call);
    }

    private int conditionsOf(Syscall syscall) {
        int conditions = 0;
        for (ListedCall each : conditional) {
            conditions += each.syscall().number() == syscall.number() ? 1 : 0;
        }
        return conditions;
    }

    private void remove(Entry entry, List<Syscall> calls) {
        if (entry.condition() != null || entry.errno() != null) {
            problems.add(Rejection.removalWithMore(setting, entry));
            return;
        }
        boolean removesAny = plain.removeIf(each -> calls.contains(each.syscall()));
        removesAny |= conditional.removeIf(each -> calls.contains(each.syscall()));
        if (!removesAny && entry.ordinal() != profileOrdinal && warnings.size() < Rejection.MOST_SHOWN) {
            warnings.add(Rejection.removesNothing(setting, entry));
        }
    }

    /** The outcome of an entry; null where that is wrong. */
    private Outcome outcomeOf(Entry entry) {
        if (entry.errno() == null) {
            return Outcome.of(action);
        }
        if (action != Action.ERROR) {
            problems.add(Rejection.errnoOfOtherList(setting, entry));
            return null;
        }
        int errno = Errnos.numberOf(architecture, entry.errno());
        if (errno <= 0) {
            problems.add(Rejection.unknownErrno(setting, entry, Errnos.nearest(entry.errno())));
            return null;
        }
        if (errno == Outcome.EINTR) {
            problems.add(Rejection.repeated(setting, entry));
            return null;
        }
        return Outcome.error(errno);
    }

    private ReadCondition conditionOf(Syscall syscall, Entry entry) {
        ConditionReader reader = ConditionReader.read(architecture, syscall, entry.condition());
        if (reader.error() != null) {
            problems.add(Rejection.wrongCondition(setting, entry, reader.error()));
            return null;
        }
        if (reader.isAlwaysMet() && warnings.size() < Rejection.MOST_SHOWN) {
            warnings.add(Rejection.alwaysMet(setting, entry));
        }
        ReadCondition read = reader.condition();
        boolean denies = action.compareTo(Action.WARN) >= 0;
        if (denies && read.exactFlags() != null && warnings.size() < Rejection.MOST_SHOWN) {
            warnings.add(Rejection.exactFlags(setting, entry, read.exactFlags()));
        }
        return read;
    }
}
