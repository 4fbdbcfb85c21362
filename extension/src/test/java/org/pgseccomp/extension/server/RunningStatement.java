package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

/** A statement that runs in a session of its own until it is closed. */
record RunningStatement(Process process) implements AutoCloseable {
    @Override
    public void close() {
        process.destroyForcibly();
        assertThat(Command.ended(process, Postmaster.STOP_LIMIT)).isTrue();
    }
}
