package org.pgseccomp.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.pgseccomp.policy.Rejection;
import org.pgseccomp.syscall.AsciiCase;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Warnings of {@code check} that somebody has read and wants to have: they are printed, and count no more. Errors cannot be accepted. */
final class AcceptedWarnings {
    private static final String ACCEPT = "--accept";

    /** The rule of files that cannot be read as configurations. */
    static final String FILE_RULE = "file";

    private final List<Accepted> all = new ArrayList<>();

    /**
     * One that was given.
     *
     * @param setting "": whatever setting it is about
     */
    private record Accepted(String rule, String setting) {
        boolean holdsFor(Finding finding) {
            return finding.rule().equals(rule)
                    && (setting.isEmpty() || AsciiCase.lower(finding.setting()).equals(AsciiCase.lower(setting)));
        }
    }

    static void addTo(CommandSpec spec) {
        spec.addOption(OptionSpec.builder(ACCEPT)
                .paramLabel("RULE[:SETTING]")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .arity("1")
                .description(
                        "Print such warnings as notes, which do not count: of this rule, about this setting. The JSON form has"
                                + " both. Can be given several times.")
                .build());
    }

    /** What the command line accepts. */
    static AcceptedWarnings chosen(CommandLine command) {
        AcceptedWarnings accepted = new AcceptedWarnings();
        for (String each : command.getParseResult().matchedOptionValue(ACCEPT, List.<String>of())) {
            int colon = each.indexOf(':');
            String rule = colon < 0 ? each : each.substring(0, colon);
            if (!rules().contains(rule)) {
                throw new ParameterException(
                        command, ACCEPT + ": '" + rule + "' is none of " + String.join(", ", rules()));
            }
            accepted.all.add(new Accepted(rule, colon < 0 ? "" : Names.asRead(each.substring(colon + 1))));
        }
        return accepted;
    }

    boolean has(Finding finding) {
        return all.stream().anyMatch(each -> each.holdsFor(finding));
    }

    /** Says which of them no warning is: they are not needed any more. */
    void warnOfUnused(CommandLine command, List<Finding> findings) {
        for (Accepted each : all) {
            if (findings.stream().noneMatch(each::holdsFor)) {
                String text = each.rule() + (each.setting().isEmpty() ? "" : ":" + Names.shown(each.setting()));
                command.getErr()
                        .println(command.getCommandSpec().qualifiedName() + ": " + ACCEPT + " " + text
                                + ": there is no such warning");
            }
        }
        command.getErr().flush();
    }

    /** The names of all rules. */
    static List<String> rules() {
        List<String> rules = new ArrayList<>(List.of(FILE_RULE));
        for (Rejection.Kind kind : Rejection.Kind.values()) {
            rules.add(ruleOf(kind));
        }
        return rules;
    }

    /** What a rule is about, in words. */
    static String meaning(String rule) {
        if (rule.equals(FILE_RULE)) {
            return "A line that PostgreSQL could not read, or a file that could not be found";
        }
        return switch (Rejection.Kind.valueOf(rule.toUpperCase(Locale.ROOT).replace('-', '_'))) {
            case UNKNOWN_SETTING -> "A setting that pgseccomp does not have";
            case INVALID_VALUE -> "A value that cannot be read";
            case CONFLICT -> "Settings that contradict each other";
            case NEEDED_CALL -> "A policy that denies what PostgreSQL cannot do without";
            case LOOSENS -> "A policy that allows more than the one before, where only tightening is wanted";
            case UNSUPPORTED -> "What this PostgreSQL or this machine does not have";
            case HARMFUL -> "A policy under which something may fail or end";
            case NO_EFFECT -> "A setting that counts for nobody";
            case DOUBTFUL -> "A policy that probably is not what is meant";
        };
    }

    /** The rule that a finding breaks: {@code no-effect}, for one. */
    static String ruleOf(Rejection.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
