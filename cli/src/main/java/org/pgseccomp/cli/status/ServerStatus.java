package org.pgseccomp.cli.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a server says of its policy.
 *
 * @param postgres the server's version
 * @param extension the extension's version in the database that was asked; null where it has none
 * @param cluster {@code cluster_name}
 * @param settings those of pgseccomp, by their names; empty where the library is not loaded
 * @param processes null where that could not be asked, or no filter is in force
 * @param denials null where that could not be asked, or no filter is in force
 * @param notCounted denials that had no room
 * @param since when counting began, or null
 * @param unknown why something could not be asked, as sentences
 */
public record ServerStatus(
        String postgres,
        String extension,
        String cluster,
        boolean standby,
        Map<String, String> settings,
        List<ServerProcess> processes,
        List<CountedDenial> denials,
        long notCounted,
        Instant since,
        List<String> unknown) {
    private static final String WARN = "pgseccomp.warn_only";

    public ServerStatus {
        settings = Map.copyOf(settings);
        processes = processes == null ? null : List.copyOf(processes);
        denials = denials == null ? null : List.copyOf(denials);
        unknown = List.copyOf(unknown);
    }

    /** What the server does with its policy. */
    public Mode mode() {
        if (settings.isEmpty()) {
            return Mode.ABSENT;
        }
        if (!isOn("pgseccomp.enabled")) {
            return Mode.OFF;
        }
        if (isOn("pgseccomp.learn")) {
            return Mode.LEARNING;
        }
        return isOn(WARN) ? Mode.WARN_ONLY : Mode.ENFORCING;
    }

    private boolean isOn(String setting) {
        return "on".equals(settings.get(setting));
    }

    /** {@code pgseccomp.profile}; null where the library is not loaded. */
    public String profile() {
        return settings.get("pgseccomp.profile");
    }

    /** The latest policies that a process has; null where none has policies but the global one, or that is not known. */
    public Long generation() {
        Long latest = null;
        for (ServerProcess each : processes == null ? List.<ServerProcess>of() : processes) {
            if (each.generation() != null && (latest == null || each.generation() > latest)) {
                latest = each.generation();
            }
        }
        return latest;
    }

    /** The processes that stand so to their policy. */
    public List<ServerProcess> processes(ServerProcess.State state) {
        List<ServerProcess> found = new ArrayList<>();
        for (ServerProcess each : processes == null ? List.<ServerProcess>of() : processes) {
            if (each.state() == state) {
                found.add(each);
            }
        }
        return found;
    }

    /** How many calls were denied, or warned of; 0 where that is not known. */
    public long count(boolean warnings) {
        long count = 0;
        for (CountedDenial each : denials == null ? List.<CountedDenial>of() : denials) {
            count += each.isWarning() == warnings ? each.count() : 0;
        }
        return count;
    }

    /** When a call was last denied, or warned of; null if none was. */
    public Instant last(boolean warnings) {
        Instant last = null;
        for (CountedDenial each : denials == null ? List.<CountedDenial>of() : denials) {
            if (each.isWarning() == warnings && (last == null || each.last().isAfter(last))) {
                last = each.last();
            }
        }
        return last;
    }

    /** Whether the server is not protected as it says: no filter denies, or a process has not the filters that it should have. */
    public boolean isUnprotected() {
        return mode() != Mode.ENFORCING
                || !processes(ServerProcess.State.WITHOUT_POLICY).isEmpty()
                || !processes(ServerProcess.State.DISAGREES).isEmpty();
    }

    /** Whether something could not be found out. */
    public boolean isIncomplete() {
        return !unknown.isEmpty() || !processes(ServerProcess.State.UNKNOWN).isEmpty();
    }

    /** Whether processes have policies from before a reload. */
    public boolean isOutdated() {
        return !processes(ServerProcess.State.OUTDATED).isEmpty();
    }

    /** Whether a call was denied or warned of at a time, or later. */
    public boolean deniedSince(Instant time) {
        for (boolean warnings : new boolean[] {false, true}) {
            Instant last = last(warnings);
            if (last != null && !last.isBefore(time)) {
                return true;
            }
        }
        return false;
    }
}
