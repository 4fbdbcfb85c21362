package org.pgseccomp.extension.corpus;

import java.util.List;
import org.pgseccomp.extension.Boundary;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.syscall.Architecture;

/**
 * The operations of the boundary, and how a request for each is made.
 *
 * <p>A new operation, or a new layout, is added here: one more entry of {@link #ALL}. What is done to the bytes of a request
 * afterwards ({@link Mutation}) and how replies are compared knows no layout.
 */
final class Operations {
    /** Every operation; the first ones listed are not asked more often than the others. */
    static final List<Operation> ALL = List.of(
            new Operation("compile", true, input -> withSettings(Boundary.COMPILE, input)),
            new Operation("describe", false, input -> withSettings(Boundary.DESCRIBE, input)));

    private Operations() {}

    /**
     * An operation.
     *
     * @param name for the table of results
     * @param compiles whether the reply of an accepted request is a program: those are counted as distinct policies
     * @param maker makes a request, mostly one that is accepted
     */
    record Operation(String name, boolean compiles, Maker maker) {}

    /** Makes a request of what a seed chooses. */
    interface Maker {
        byte[] request(Input input);
    }

    /**
     * What a request is made of.
     *
     * @param random for whatever else is to be chosen
     * @param architecture that the policies are for
     * @param policies a source of policies, for operations that want several too
     * @param valid whether the request should have no mistake
     */
    record Input(Seeded random, Architecture architecture, Policies policies, boolean valid) {
        List<Setting> settings() {
            return valid ? policies.valid() : policies.doubtful();
        }
    }

    private static byte[] withSettings(int operation, Input input) {
        return withSettings(operation, input.architecture(), input.settings());
    }

    static byte[] withSettings(int operation, Architecture architecture, List<Setting> settings) {
        RequestBytes request = new RequestBytes()
                .integer(operation)
                .integer(architecture.auditArch())
                .integer(settings.size());
        for (Setting setting : settings) {
            request.text(setting.name()).text(setting.value());
        }
        return request.bytes();
    }
}
