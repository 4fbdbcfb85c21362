package org.pgseccomp.cli.convert;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.pgseccomp.condition.ArgumentTest;
import org.pgseccomp.condition.Condition;
import org.pgseccomp.constant.Errnos;
import org.pgseccomp.policy.Outcome;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/**
 * Reads the profiles of container runtimes: the {@code seccomp} object of the OCI runtime specification, and what Docker, Podman and containerd write
 * around it ({@code archMap}, {@code includes}, {@code excludes}, errors by name).
 *
 * <p>Rules that hold for containers with some capability only are left out where they allow, and taken where they deny, unless the capability is
 * named.
 */
final class OciReader {
    private static final Set<String> FIELDS = Set.of(
            "defaultAction",
            "defaultErrnoRet",
            "defaultErrno",
            "architectures",
            "archMap",
            "syscalls",
            "flags",
            "listenerPath",
            "listenerMetadata",
            "baseProfileName");
    private static final Set<String> FIELDS_OF_RULE =
            Set.of("names", "name", "action", "errnoRet", "errno", "args", "comment", "includes", "excludes");
    private static final Set<String> FIELDS_OF_ARGUMENT = Set.of("index", "value", "valueTwo", "op");

    private final Architecture architecture;
    private final OciConditions conditions;
    private final Remarks remarks;
    private CallRules rules;

    private OciReader(Architecture architecture, Set<String> capabilities, Remarks remarks) {
        this.architecture = architecture;
        this.remarks = remarks;
        conditions = new OciConditions(architecture, capabilities, remarks);
    }

    static NeutralPolicy read(String text, Architecture architecture, Set<String> capabilities, Remarks remarks)
            throws SourceException {
        Node document = JsonText.read(text);
        document.asMap("a profile");
        Node linux = document.field("linux");
        if (document.field("defaultAction") == null && linux != null) {
            Node seccomp = linux.field("seccomp");
            if (seccomp == null) {
                throw new SourceException(linux.line(), "has no linux.seccomp, and so no profile");
            }
            document = seccomp;
        }
        return read(document, architecture, capabilities, remarks);
    }

    /** The same of a part of a document. */
    static NeutralPolicy read(Node profile, Architecture architecture, Set<String> capabilities, Remarks remarks)
            throws SourceException {
        return new OciReader(architecture, capabilities, remarks).readAll(profile);
    }

    private NeutralPolicy readAll(Node profile) throws SourceException {
        refuseUnknown(profile, FIELDS, "");
        Node action = profile.field("defaultAction");
        if (action == null) {
            throw new SourceException(profile.line(), "has no defaultAction");
        }
        int errno = errno(profile, "defaultErrnoRet", "defaultErrno");
        Outcome unlisted = OciActions.outcome(action.line(), action.asText("defaultAction"), errno, remarks);
        rules = new CallRules(architecture, unlisted, remarks);
        readArchitectures(profile);
        for (String unused : List.of("listenerPath", "listenerMetadata")) {
            if (profile.field(unused) != null) {
                remarks.change(profile.field(unused).line(), unused + " is left out");
            }
        }
        if (profile.field("baseProfileName") != null) {
            remarks.change(
                    profile.field("baseProfileName").line(),
                    "what the base profile \""
                            + profile.field("baseProfileName").asText("baseProfileName")
                            + "\" adds is not known here, and left out");
        }
        if (profile.field("flags") != null) {
            remarks.note(profile.field("flags").line(), "flags say how a filter is loaded, and are left out");
        }
        if (profile.field("syscalls") != null) {
            for (Node rule : profile.field("syscalls").asList("syscalls")) {
                readRule(rule);
            }
        }
        return rules.policy();
    }

    static void refuseUnknown(Node node, Set<String> known, String where) throws SourceException {
        for (Map.Entry<String, Node> each :
                node.asMap(where.isEmpty() ? "a profile" : where).entrySet()) {
            if (!known.contains(each.getKey())) {
                String name = each.getKey().length() <= 60
                        ? each.getKey()
                        : each.getKey().substring(0, 60) + "...";
                throw new SourceException(each.getValue().line(), "has the unknown field \"" + name + "\"");
            }
        }
    }

    /** The error that is written; -1: none. Podman writes names beside numbers. */
    private int errno(Node node, String number, String name) throws SourceException {
        if (node.field(number) != null) {
            return node.field(number).asInt(number, 0, 4095);
        }
        Node named = node.field(name);
        if (named == null || named.asText(name).isEmpty()) {
            return -1;
        }
        int errno = Errnos.numberOf(architecture, named.text());
        if (errno < 0) {
            throw named.wrong(name, "the name of an error");
        }
        return errno;
    }

    private void readArchitectures(Node profile) throws SourceException {
        Set<String> named = new TreeSet<>();
        Set<String> others = new TreeSet<>();
        int line = 0;
        if (profile.field("architectures") != null) {
            line = profile.field("architectures").line();
            for (Node each : profile.field("architectures").asList("architectures")) {
                named.add(each.asText("an architecture"));
            }
        }
        if (profile.field("archMap") != null) {
            line = profile.field("archMap").line();
            for (Node each : profile.field("archMap").asList("archMap")) {
                Node main = each.field("architecture");
                if (main == null) {
                    throw new SourceException(each.line(), "has an entry of archMap without an architecture");
                }
                named.add(main.asText("architecture"));
                if (main.text().equals(OciActions.nameOf(architecture)) && each.field("subArchitectures") != null) {
                    for (Node sub : each.field("subArchitectures").asList("subArchitectures")) {
                        others.add(sub.asText("an architecture"));
                    }
                }
            }
        } else if (architecture == Architecture.X86_64) {
            named.stream()
                    .filter(name -> name.equals("SCMP_ARCH_X86") || name.equals("SCMP_ARCH_X32"))
                    .forEach(others::add);
        }
        if (!named.isEmpty()
                && !named.contains(OciActions.nameOf(architecture))
                && !named.contains("SCMP_ARCH_NATIVE")) {
            throw new SourceException(
                    line,
                    "is not for " + architecture.displayName() + "; --arch names the architecture to convert for");
        }
        if (!others.isEmpty()) {
            remarks.change(
                    line,
                    "calls of other ABIs (" + String.join(", ", others)
                            + ") are judged there, and are all denied here");
        }
    }

    private void readRule(Node rule) throws SourceException {
        refuseUnknown(rule, FIELDS_OF_RULE, "an entry of syscalls");
        Node action = rule.field("action");
        if (action == null) {
            throw new SourceException(rule.line(), "has an entry of syscalls without an action");
        }
        Outcome outcome =
                OciActions.outcome(action.line(), action.asText("action"), errno(rule, "errnoRet", "errno"), remarks);
        if (rule.field("name") != null && rule.field("names") != null) {
            throw new SourceException(rule.line(), "has both \"name\" and \"names\", which no runtime takes");
        }
        List<Node> names = new ArrayList<>();
        if (rule.field("names") != null) {
            names.addAll(rule.field("names").asList("names"));
        }
        if (rule.field("name") != null) {
            names.add(rule.field("name"));
        }
        if (names.isEmpty()) {
            throw new SourceException(rule.line(), "has an entry of syscalls without names");
        }
        boolean denies = !rules.isMilder(outcome);
        if (!conditions.hold(rule, denies)) {
            return;
        }
        for (Node name : names) {
            Syscall syscall = rules.named(name.line(), name.asText("a name"), outcome);
            if (syscall != null) {
                addRules(rule, syscall, outcome);
            }
        }
    }

    /**
     * Adds the rules for a call. Runtimes make one rule of all comparisons, unless two are of the same argument: then each is a rule by itself (runc's
     * matchCall), so that any of them is enough.
     */
    private void addRules(Node rule, Syscall syscall, Outcome outcome) throws SourceException {
        List<Node> arguments =
                rule.field("args") == null ? List.of() : rule.field("args").asList("args");
        List<ArgumentTest> tests = new ArrayList<>();
        Set<Integer> seen = new TreeSet<>();
        boolean isRepeated = false;
        for (Node argument : arguments) {
            refuseUnknown(argument, FIELDS_OF_ARGUMENT, "an entry of args");
            if (argument.field("index") == null || argument.field("op") == null) {
                throw new SourceException(argument.line(), "has an entry of args without index or op");
            }
            isRepeated |= !seen.add(argument.field("index").asInt("index", 0, 5));
        }
        if (isRepeated) {
            remarks.note(
                    rule.line(),
                    "compares one argument of " + syscall.name()
                            + " twice; runtimes make rules of their own of these comparisons, and any of them is enough");
        }
        for (Node argument : arguments) {
            KernelView view = view(argument, syscall);
            if (isRepeated) {
                tests = new ArrayList<>();
            }
            if (view.test() != null) {
                tests.add(view.test());
            }
            if (view.isNever()) {
                remarks.change(
                        argument.line(),
                        "compares bits of argument " + argument.field("index").text() + " of " + syscall.name()
                                + " that the kernel does not look at; "
                                + (rules.isMilder(outcome) ? "nothing is allowed by it" : "they are not compared"));
                if (rules.isMilder(outcome) && !isRepeated) {
                    return;
                }
            }
            if (isRepeated && !(view.isNever() && rules.isMilder(outcome))) {
                rules.add(rule.line(), syscall, new Condition(tests), outcome);
            }
        }
        if (!isRepeated) {
            rules.add(rule.line(), syscall, new Condition(tests), outcome);
        }
    }

    private KernelView view(Node argument, Syscall syscall) throws SourceException {
        int index = argument.field("index").asInt("index", 0, 5);
        long value =
                argument.field("value") == null ? 0 : argument.field("value").asBits("value");
        long second = argument.field("valueTwo") == null
                ? 0
                : argument.field("valueTwo").asBits("valueTwo");
        String operator = argument.field("op").asText("op");
        KernelView never = new KernelView(true, null);
        return switch (operator) {
            case "SCMP_CMP_EQ" -> KernelView.range(architecture, syscall, index, false, value, value);
            case "SCMP_CMP_NE" -> KernelView.range(architecture, syscall, index, true, value, value);
            case "SCMP_CMP_LE" -> KernelView.range(architecture, syscall, index, false, 0, value);
            case "SCMP_CMP_GE" -> KernelView.range(architecture, syscall, index, false, value, -1L);
            case "SCMP_CMP_LT" ->
                value == 0 ? never : KernelView.range(architecture, syscall, index, false, 0, value - 1);
            case "SCMP_CMP_GT" ->
                value == -1L ? never : KernelView.range(architecture, syscall, index, false, value + 1, -1L);
            case "SCMP_CMP_MASKED_EQ" -> KernelView.bits(architecture, syscall, index, value, second);
            default ->
                throw new SourceException(
                        argument.field("op").line(),
                        "has the unknown comparison \""
                                + (operator.length() <= 60 ? operator : operator.substring(0, 60)) + "\"");
        };
    }
}
