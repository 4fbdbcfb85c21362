package org.pgseccomp.extension.corpus;

import java.util.List;
import org.pgseccomp.extension.EntryPoint;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.syscall.Architecture;

/**
 * Makes the cases of the corpus. A case is a request and follows from a seed and its number alone, so that each can be made
 * again without those before it. The first ones are the same for every seed (SystematicCases).
 *
 * <p>Most cases are small, as requests of real servers are; long ones cost more than a hundred small ones and come seldom.
 */
public final class CaseGenerator {
    /** The size of a policy in an ordinary case, in names. */
    public static final int USUAL_SIZE = 48;

    private static final String MUTATED = "mutated bytes";
    private static final List<byte[]> SYSTEMATIC = SystematicCases.all();

    private final long seed;
    private final int size;
    private final int longest;

    /**
     * @param size names in an ordinary policy, at most; smaller ones are for finding the smallest case that fails
     * @param longest requests that would be longer are replaced by small ones; in bytes
     */
    CaseGenerator(long seed, int size, int longest) {
        this.seed = seed;
        this.size = size;
        this.longest = longest;
    }

    /**
     * A request.
     *
     * @param kind for the table of results
     * @param compiles whether the reply, if the request is accepted, is a program
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    record Case(long number, String kind, boolean compiles, byte[] request) {}

    Case at(long number) {
        if (size == USUAL_SIZE && number < SYSTEMATIC.size() && SYSTEMATIC.get((int) number).length <= longest) {
            return new Case(number, "systematic", false, SYSTEMATIC.get((int) number));
        }
        Case made = random(number);
        if (made.request().length <= longest) {
            return made;
        }
        Seeded random = new Seeded(~seed, number);
        return policy(number, random, Math.min(size, 4), Operations.chosen(random));
    }

    private Case random(long number) {
        Seeded random = new Seeded(seed, number);
        if (size == USUAL_SIZE && random.onceIn(300)) {
            return large(number, random);
        }
        if (random.onceIn(100)) {
            return new Case(number, "noise", false, noise(random));
        }
        Case ordinary = policy(number, random, size, Operations.chosen(random));
        return random.below(100) < 15
                ? new Case(number, MUTATED, false, Mutation.of(ordinary.request(), random))
                : ordinary;
    }

    private static Case policy(long number, Seeded random, int size, Operations.Operation operation) {
        boolean valid = random.below(100) < 75;
        return new Case(number, operation.name(), operation.compiles(), request(random, size, operation, valid));
    }

    private static byte[] request(Seeded random, int size, Operations.Operation operation, boolean valid) {
        Architecture architecture = random.onceIn(3) ? random.of(List.of(Architecture.values())) : Architecture.X86_64;
        Policies policies = new Policies(architecture, random, size);
        return operation
                .maker()
                .request(new Operations.Input(
                        random, architecture, () -> valid ? policies.valid() : policies.doubtful(), false));
    }

    private static byte[] noise(Seeded random) {
        byte[] bytes = new byte[random.small(400)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) random.bits();
        }
        return bytes;
    }

    /** Policies over a whole table, and texts up to the longest request and beyond. */
    private Case large(long number, Seeded random) {
        Operations.Operation operation = random.of(Operations.ALL);
        if (!random.onceIn(20)) {
            return new Case(
                    number,
                    operation.name() + ", large",
                    operation.compiles(),
                    request(random, 512, operation, !random.onceIn(4)));
        }
        int length = random.onceIn(8) ? random.small(1 << 20) : random.small(EntryPoint.LONGEST_REQUEST + 64);
        String part = random.onceIn(2) ? "read," : HostileText.some(random, 6) + ",";
        Setting setting = new Setting(
                Policies.list(random.of(Policies.ACTIONS)),
                part.repeat(length / part.length() + 1).substring(0, length));
        return new Case(number, "long text", false, operation.request(Architecture.X86_64, List.of(setting)));
    }
}
