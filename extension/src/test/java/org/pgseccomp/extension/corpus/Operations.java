package org.pgseccomp.extension.corpus;

import java.util.List;
import java.util.function.Supplier;
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
    /** Every operation. */
    static final List<Operation> ALL = List.of(
            new Operation("compile", true, input -> withSettings(Boundary.COMPILE, input)),
            new Operation("describe", false, input -> withSettings(Boundary.DESCRIBE, input)));

    private Operations() {}

    /**
     * An operation.
     *
     * @param name for the table of results
     * @param compiles whether the reply to an accepted request is a program: those are counted as distinct policies
     * @param maker makes a request
     */
    record Operation(String name, boolean compiles, Maker maker) {
        /** A request with exactly these settings. */
        byte[] request(Architecture architecture, List<Setting> settings) {
            return maker.request(new Input(new Seeded(1, 0), architecture, () -> settings));
        }
    }

    /** Makes a request out of what a seed chooses, or out of what a test gives. */
    interface Maker {
        byte[] request(Input input);
    }

    /**
     * What a request is made of.
     *
     * @param random for whatever else is to be chosen
     * @param architecture that the settings are for
     * @param settings a source of settings; asked several times it gives several policies
     */
    record Input(Seeded random, Architecture architecture, Supplier<List<Setting>> settings) {}

    private static byte[] withSettings(int operation, Input input) {
        return withSettings(operation, input.architecture(), input.settings().get());
    }

    /** The layout: operation, architecture, count, names and values. The operation may be none that exists. */
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
