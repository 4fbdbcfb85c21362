package org.pgseccomp.syscall;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Something that is worked out once for each architecture, when it is first asked for: every policy asks again, and a server asks for
 * its own architecture only. Kept when it is whole, so that a call which is stopped on the way leaves nothing behind.
 *
 * @param <T> what is worked out; nobody may change it
 */
public final class PerArchitecture<T> {
    private final Function<Architecture, T> maker;
    private final List<T> known = new ArrayList<>();

    public PerArchitecture(Function<Architecture, T> maker) {
        this.maker = maker;
        for (int i = 0; i < Architecture.values().length; i++) {
            known.add(null);
        }
    }

    /** What belongs to an architecture. */
    public T of(Architecture architecture) {
        T found = known.get(architecture.ordinal());
        if (found == null) {
            found = maker.apply(architecture);
            known.set(architecture.ordinal(), found);
        }
        return found;
    }
}
