package org.pgseccomp.extension.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pgseccomp.extension.Boundary;
import org.pgseccomp.extension.ReplyTables;
import org.pgseccomp.syscall.Architecture;

/** A request of any operation, damaged anywhere: the reply is one that C can use. */
class DamagedRequestsTest {
    private static final int CASES = 400;
    private static final long SEED = 20;
    /** Names in a policy, at most. */
    private static final int SIZE = 8;

    static List<Operations.Operation> operations() {
        return Operations.ALL;
    }

    private static byte[] request(Operations.Operation operation, Seeded random) {
        Architecture architecture = random.of(List.of(Architecture.values()));
        Policies policies = new Policies(architecture, random, SIZE);
        return operation.maker().request(new Operations.Input(random, architecture, policies::valid, false));
    }

    private static int operationOf(byte[] request) {
        return ByteBuffer.wrap(request).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void damagedRequestsHaveWellFormedReplies(Operations.Operation operation) {
        int whole = 0;
        Set<Integer> statuses = new TreeSet<>();
        for (int number = 0; number < CASES; number++) {
            Seeded random = new Seeded(SEED, number);
            String label = operation.name() + ", number " + number;
            byte[] request = request(operation, random);
            whole += new ReplyTables(Boundary.answer(request)).requireWellFormed(label) == 0 ? 1 : 0;
            byte[] damaged = Mutation.of(request, random);
            statuses.add(new ReplyTables(Boundary.answer(damaged)).requireWellFormed(label + ", damaged"));
        }
        assertThat(whole)
                .as("requests that are accepted before they are damaged")
                .isGreaterThan(CASES / 10);
        assertThat(statuses).as("some damage is none, and some is seen").contains(0, 2);
    }

    /** An operation that is left out above has no request here either. */
    @Test
    void everyOperationIsDamaged() {
        Set<Integer> damaged = new TreeSet<>();
        Operations.ALL.forEach(operation -> damaged.add(operationOf(request(operation, new Seeded(SEED, 0)))));
        for (int number = 1; number <= damaged.size(); number++) {
            assertThat(damaged).contains(number);
        }
        byte[] next = Operations.withSettings(damaged.size() + 1, 0, Architecture.X86_64, List.of());
        assertThat(new ReplyTables(Boundary.answer(next)).problems())
                .extracting(ReplyTables.Told::message)
                .containsExactly("unknown operation");
    }
}
