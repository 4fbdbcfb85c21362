package org.pgseccomp.cli.convert;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.pgseccomp.cli.convert.UnitText.Assignment;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.Outcome;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/** Reads what a unit of systemd, or a drop-in, says of system calls: each setting is a filter, and the strictest answer counts. */
final class SystemdReader {
    /** What brings filters of its own that are not read here. */
    /** Those with settings of systemd.exec(5). */
    private static final Set<String> SECTIONS = Set.of("Service", "Socket", "Mount", "Swap");

    private static final Set<String> NOT_READ = Set.of(
            "DynamicUser", // RestrictSUIDSGID= and more
            "LockPersonality",
            "PrivateDevices",
            "ProtectClock",
            "ProtectHostname",
            "ProtectKernelLogs",
            "ProtectKernelModules",
            "ProtectKernelTunables",
            "RestrictRealtime",
            "RestrictSUIDSGID");

    private final Architecture architecture;
    private final Remarks remarks;
    private final SystemdCalls filter;
    private final SystemdCalls log;
    private final Restrictions restrictions;
    private final Set<Long> families = new TreeSet<>();
    private Boolean familiesAreAllowed;
    private Long retained;
    private boolean deniesMemory;
    private Outcome error = Outcome.of(Action.KILL);
    private boolean hasAny;
    private boolean isNative;

    private SystemdReader(Architecture architecture, Remarks remarks) {
        this.architecture = architecture;
        this.remarks = remarks;
        filter = new SystemdCalls(architecture, remarks, true);
        log = new SystemdCalls(architecture, remarks, false);
        restrictions = new Restrictions(architecture);
    }

    static NeutralPolicy read(String text, Architecture architecture, Remarks remarks) throws SourceException {
        return new SystemdReader(architecture, remarks).readAll(UnitText.read(text));
    }

    private NeutralPolicy readAll(List<Assignment> assignments) throws SourceException {
        for (Assignment each : assignments) {
            hasAny |= read(each);
        }
        if (!hasAny) {
            throw new SourceException(0, "has no setting about system calls");
        }
        if (!isNative && architecture == Architecture.X86_64) {
            remarks.change(
                    "without SystemCallArchitectures=native other ABIs are judged there too, and all denied here");
        }
        if (familiesAreAllowed != null) {
            restrictions.families(List.copyOf(families), familiesAreAllowed);
        }
        if (deniesMemory) {
            restrictions.memory();
        }
        if (retained != null) {
            restrictions.namespaces(retained);
        }
        Outcome unlisted = filter.unlisted(error).under(log.unlisted(Outcome.of(Action.LOG)));
        List<Decision<Outcome>> decisions = new ArrayList<>();
        for (Syscall syscall : architecture.syscalls().all()) {
            Outcome ofFilter = filter.outcome(syscall, error).under(log.outcome(syscall, Outcome.of(Action.LOG)));
            decisions.add(Decision.always(ofFilter).with(restrictions.decisionOf(syscall), Outcome::under));
        }
        return new NeutralPolicy(architecture, unlisted, decisions);
    }

    /** Whether systemd takes settings of processes there (systemd.exec(5)); of a part of a file nobody knows where it stood. */
    private static boolean isOfProcesses(String section) {
        return section.isEmpty() || SECTIONS.contains(section);
    }

    /** False for what says nothing of calls. */
    private boolean read(Assignment each) throws SourceException {
        if (!isOfProcesses(each.section())) {
            boolean isOfCalls = each.key().startsWith("SystemCall")
                    || each.key().startsWith("Restrict")
                    || each.key().equals("MemoryDenyWriteExecute");
            if (isOfCalls || NOT_READ.contains(each.key())) {
                remarks.note(
                        each.line(),
                        each.key() + "= has no effect in [" + SourceException.shown(each.section())
                                + "], and is left out");
            }
            return false;
        }
        switch (each.key()) {
            case "SystemCallFilter" -> filter.assign(each);
            case "SystemCallLog" -> log.assign(each);
            case "SystemCallErrorNumber" -> error = error(each);
            case "SystemCallArchitectures" -> readArchitectures(each);
            case "RestrictAddressFamilies" -> readFamilies(each);
            case "MemoryDenyWriteExecute" -> deniesMemory = bool(each);
            case "RestrictNamespaces" -> readNamespaces(each);
            default -> {
                if (NOT_READ.contains(each.key()) && !each.value().matches("(?i)no|false|off|0|")) {
                    remarks.change(each.line(), "LOOSER: " + each.key() + "=, which also denies calls, is left out");
                }
                return false;
            }
        }
        return true;
    }

    private Outcome error(Assignment each) throws SourceException {
        return each.value().isEmpty() || each.value().equals("kill")
                ? Outcome.of(Action.KILL)
                : SystemdCalls.error(architecture, each.line(), each.value(), remarks);
    }

    private void readArchitectures(Assignment each) {
        String name = architecture.displayName().replace('_', '-').replace("ppc64le", "ppc64-le");
        for (String word : words(each.value())) {
            isNative |= word.equals("native") || word.equals(name);
            if (!word.equals("native") && !word.equals(name)) {
                remarks.change(
                        each.line(), "calls of " + SourceException.shown(word) + " are allowed there, and denied here");
            }
        }
    }

    private static List<String> words(String value) {
        List<String> words = new ArrayList<>();
        for (String word : value.strip().split("\\s+", -1)) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }

    private static boolean bool(Assignment each) throws SourceException {
        return switch (each.value().toLowerCase(Locale.ROOT)) {
            case "1", "yes", "y", "true", "t", "on" -> true;
            case "0", "no", "n", "false", "f", "off", "" -> false;
            default -> throw new SourceException(each.line(), "has neither yes nor no for " + each.key());
        };
    }

    private void readFamilies(Assignment each) throws SourceException {
        if (each.value().isEmpty()) {
            families.clear();
            familiesAreAllowed = null;
            return;
        }
        if (each.value().equals("none")) {
            families.clear();
            familiesAreAllowed = true;
            return;
        }
        boolean isInverted = each.value().startsWith("~");
        if (familiesAreAllowed == null) {
            familiesAreAllowed = !isInverted;
        }
        if (!Restrictions.restrictsFamilies(architecture)) {
            remarks.note(each.line(), "RestrictAddressFamilies has no effect on " + architecture.displayName());
        }
        for (String word : words(isInverted ? each.value().substring(1) : each.value())) {
            long family = Restrictions.family(architecture, word);
            if (family < 0) {
                throw new SourceException(
                        each.line(), "has the unknown address family \"" + SourceException.shown(word) + "\"");
            }
            if (isInverted != familiesAreAllowed) {
                families.add(family);
            } else {
                families.remove(family);
            }
        }
    }

    private void readNamespaces(Assignment each) throws SourceException {
        if (!Restrictions.restrictsNamespaces(architecture)) {
            remarks.note(each.line(), "RestrictNamespaces has no effect on " + architecture.displayName());
        }
        long all = 0;
        for (long flag : Restrictions.NAMESPACES.values()) {
            all |= flag;
        }
        if (each.value().isEmpty()) {
            retained = null;
        } else if (each.value().matches("(?i)1|yes|y|true|t|on|0|no|n|false|f|off")) {
            retained = bool(each) ? Long.valueOf(0) : null;
        } else {
            boolean isInverted = each.value().startsWith("~");
            long named = 0;
            for (String word : words(isInverted ? each.value().substring(1) : each.value())) {
                Long flag = Restrictions.NAMESPACES.get(word);
                if (flag == null) {
                    throw new SourceException(
                            each.line(), "has the unknown namespace \"" + SourceException.shown(word) + "\"");
                }
                named |= flag;
            }
            if (retained == null) {
                retained = isInverted ? all & ~named : named;
            } else {
                retained = isInverted ? retained & ~named : retained | named;
            }
        }
    }
}
