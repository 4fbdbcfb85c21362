package org.pgseccomp.policy;

import java.util.List;
import org.pgseccomp.condition.Condition;
import org.pgseccomp.language.ConditionReader;
import org.pgseccomp.policy.ServerFacts.Circumstance;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.PerArchitecture;
import org.pgseccomp.syscall.Syscall;

/**
 * A call that processes of PostgreSQL need.
 *
 * @param name its name
 * @param newer the call that newer architectures have in its place, or null
 * @param values the condition of the calls that are needed, as a list has it, with one parameter; null: all are
 * @param use what it is needed for, as the end of "needs it to …"
 * @param when in which servers
 * @param isTriedOnly whether those who make it do without it where it fails with ENOSYS
 */
record NeededCall(String name, String newer, String values, String use, Circumstance when, boolean isTriedOnly) {
    /** One that every server needs. */
    static NeededCall always(String name, String newer, String use) {
        return new NeededCall(name, newer, null, use, Circumstance.ALWAYS, false);
    }

    /** One that some servers need. */
    static NeededCall when(Circumstance circumstance, String name, String use) {
        return new NeededCall(name, null, null, use, circumstance, false);
    }

    /** The same, of which newer architectures have another one. */
    static NeededCall when(Circumstance circumstance, String name, String newer, String use) {
        return new NeededCall(name, newer, null, use, circumstance, false);
    }

    /** A call that is needed with some values of its arguments only. */
    static NeededCall with(Circumstance circumstance, String name, String values, String use) {
        return new NeededCall(name, null, values, use, circumstance, false);
    }

    /** One that those who make it do without where it fails with ENOSYS, and not where it fails otherwise. */
    static NeededCall tried(Circumstance circumstance, String name, String use) {
        return new NeededCall(name, null, null, use, circumstance, true);
    }

    /** The same with other values. */
    NeededCall with(String otherValues) {
        return new NeededCall(name, newer, otherValues, use, when, isTriedOnly);
    }

    /**
     * The condition of the calls that are needed. One that cannot be read stands for all calls; that would be a defect, which a test finds.
     *
     * @param syscall as it is called on the architecture
     */
    Condition condition(Architecture architecture, Syscall syscall) {
        if (values == null) {
            return Condition.NONE;
        }
        ConditionReader reader = ConditionReader.read(architecture, syscall, values);
        return reader.error() != null ? Condition.NONE : reader.condition().condition();
    }

    /** Some, looked up once for each architecture. */
    static final class Table {
        private final List<NeededCall> entries;
        private final PerArchitecture<Syscall[]> ofArchitectures = new PerArchitecture<>(this::find);

        Table(List<NeededCall> entries) {
            this.entries = entries;
        }

        List<NeededCall> entries() {
            return entries;
        }

        /** In the order of the entries, null for what an architecture has not. Not to be changed. */
        Syscall[] of(Architecture architecture) {
            return ofArchitectures.of(architecture);
        }

        private Syscall[] find(Architecture architecture) {
            Syscall[] found = new Syscall[entries.size()];
            for (int i = 0; i < found.length; i++) {
                NeededCall entry = entries.get(i);
                Syscall syscall = architecture.syscalls().named(entry.name());
                boolean isRenamed = syscall == null && entry.newer() != null;
                found[i] = isRenamed ? architecture.syscalls().named(entry.newer()) : syscall;
            }
            return found;
        }
    }
}
