package org.pgseccomp.attack;

import java.util.List;
import org.pgseccomp.policy.Domain;
import org.pgseccomp.policy.DomainReader;
import org.pgseccomp.policy.FilterStack;
import org.pgseccomp.policy.IsolationJudge;
import org.pgseccomp.policy.Level;
import org.pgseccomp.policy.PolicyReader;
import org.pgseccomp.policy.PolicyResult;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.policy.SettingNames;
import org.pgseccomp.policy.SettingSuffixes;
import org.pgseccomp.syscall.Architecture;

/**
 * What restricts a process.
 *
 * @param isOn whether pgseccomp is: false where it is switched off, or learns; the rest does not count then
 * @param stack its filters
 * @param settings that they were read from
 * @param suffixes of the settings of the role and the database whose policies they are
 * @param domain the files and ports that it may use
 * @param isApart whether it is kept apart from other processes (pgseccomp.isolate_processes)
 * @param facts where the server has its files
 */
public record Guarded(
        boolean isOn,
        FilterStack stack,
        List<Setting> settings,
        SettingSuffixes suffixes,
        Domain domain,
        boolean isApart,
        ServerFacts facts) {
    public Guarded {
        settings = List.copyOf(settings);
    }

    /** Nothing: pgseccomp is off, or learns. */
    public static Guarded byNothing(Architecture architecture, ServerFacts facts) {
        PolicyResult none = PolicyReader.read(architecture, Level.GLOBAL, List.of());
        FilterStack stack = ((PolicyResult.Accepted) none).stack();
        return new Guarded(false, stack, List.of(), SettingSuffixes.NONE, Domain.NONE, false, facts);
    }

    /**
     * By a policy.
     *
     * @param stack its filters
     * @param level {@link Level#GLOBAL}: of processes that have no filter but the postmaster's
     * @param isPostmaster whether it is the postmaster itself, which alone is in no domain
     */
    public static Guarded by(
            FilterStack stack,
            Level level,
            List<Setting> settings,
            SettingSuffixes suffixes,
            boolean isPostmaster,
            ServerFacts facts) {
        // Landlock cannot only warn.
        boolean hasDomain = level != Level.GLOBAL && !SettingNames.isWarnOnly(settings);
        Domain domain = hasDomain ? DomainReader.read(settings, facts).domain() : Domain.NONE;
        boolean isApart = !isPostmaster && new IsolationJudge(stack.upTo(Level.GLOBAL), settings, facts).keepsApart();
        return new Guarded(true, stack, settings, suffixes, domain, isApart, facts);
    }
}
