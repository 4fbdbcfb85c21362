package org.pgseccomp.simulate;

/**
 * A recorded call, and what a policy makes of it.
 *
 * @param syscall its name
 * @param arguments in words: those that were seen, as far as the verdict is about them; "" where none were
 * @param answers what may become of it, separated by commas
 * @param setting that decides, the outermost that is as strict as the strictest; "" where it is allowed
 * @param entry of that setting's list; "" for a default action
 */
public record SimulatedCall(
        RecordedCall call,
        String syscall,
        String arguments,
        Verdict verdict,
        String answers,
        String setting,
        String entry) {}
