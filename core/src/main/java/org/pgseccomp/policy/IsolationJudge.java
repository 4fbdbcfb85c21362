package org.pgseccomp.policy;

import java.util.List;
import org.pgseccomp.syscall.Syscall;

/**
 * Whether processes can be kept apart as {@link Isolation} says, under a global filter and on a kernel. {@code require} refuses a policy under which they
 * cannot; under {@code on} it is said.
 */
public final class IsolationJudge {
    private static final String DANGER =
            "Native code in a session can write to the memory of programs that the server executes, and of other processes of its"
                    + " operating system user.";

    private static final String NEEDED =
            "Linux 5.19 or newer is needed, with \"landlock\" among its security modules (/sys/kernel/security/lsm); a filter around"
                    + " the server, of a container or of systemd for one, may forbid its calls.";

    private final Isolation wanted;
    private final String why;
    private final boolean isOfKernel;
    private final String place;
    private final boolean isKeptByYama;

    /**
     * Judges.
     *
     * @param stack the global filter
     * @param settings that it was read from
     */
    public IsolationJudge(FilterStack stack, List<Setting> settings, ServerFacts facts) {
        wanted = Isolation.writtenIn(settings);
        isOfKernel = facts.text("isolation").equals("missing");
        Syscall call = stack.architecture().syscalls().named(Isolation.CALL);
        boolean isDenied = call != null
                && Decisions.strictest(stack.decisionOf(call.number())).compareTo(Action.LOG) > 0;
        why = isOfKernel
                ? "the kernel does not offer Landlock"
                : isDenied ? "the global filter does not allow " + Isolation.CALL : null;
        // To find out where it is written is to read all lists once more.
        place = why == null || isOfKernel
                ? SettingNames.ISOLATES
                : FilterSource.placeOf(stack.architecture(), Level.GLOBAL, call, settings);
        String scope = facts.text("ptrace_scope");
        isKeptByYama = !scope.isEmpty() && !scope.equals("0");
    }

    /** Whether processes are kept apart. */
    public boolean keepsApart() {
        return wanted != Isolation.OFF && why == null;
    }

    /** Why the policy is refused, or null. */
    public Rejection problem() {
        return wanted != Isolation.REQUIRE || why == null
                ? null
                : new Rejection(
                        isOfKernel ? Rejection.Kind.UNSUPPORTED : Rejection.Kind.NEEDED_CALL,
                        isOfKernel ? SettingNames.ISOLATES : place,
                        "parameter \"" + SettingNames.ISOLATES + "\" is \"" + Isolation.REQUIRE.settingName()
                                + "\", and " + why,
                        isOfKernel ? NEEDED : "",
                        remedy(Isolation.ON));
    }

    /** What is said of a policy that is taken, or null. Yama, another security module, can keep processes apart too. */
    public Rejection remark() {
        return wanted != Isolation.ON || why == null || (isOfKernel && isKeptByYama)
                ? null
                : new Rejection(
                        isOfKernel ? Rejection.Kind.NO_EFFECT : Rejection.Kind.HARMFUL,
                        isOfKernel ? "" : place,
                        "pgseccomp: processes are not isolated from each other: " + why,
                        isOfKernel ? DANGER + " " + NEEDED : DANGER,
                        isOfKernel
                                ? "kernel.yama.ptrace_scope = 1 has much the same effect, where the kernel has Yama."
                                : remedy(Isolation.OFF));
    }

    private String remedy(Isolation less) {
        return (isOfKernel ? "Set " : "Allow or log " + Isolation.CALL + ", or set ") + SettingNames.ISOLATES + " = "
                + less.settingName() + " to do without.";
    }
}
