package org.pgseccomp.cli;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.cli.conf.Configuration;
import org.pgseccomp.cli.conf.WrittenSetting;
import org.pgseccomp.policy.PostgresBoolean;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;

/**
 * What a configuration says of its server, as the server itself tells the core (server_facts.c), and what the command line says of its
 * machine.
 */
final class FactsOfConfiguration {
    private final Configuration configuration;
    private final List<Setting> facts = new ArrayList<>();

    FactsOfConfiguration(Configuration configuration, int version, List<Setting> ofMachine) {
        facts.addAll(ofMachine);
        this.configuration = configuration;
        if (version != 0) {
            add("version_num", Integer.toString(version));
        }
        add("listen_addresses", value("listen_addresses", "localhost"));
        add("unix_socket_directories", value("unix_socket_directories", "/tmp"));
        add("logging_collector", PostgresBoolean.isOn(value("logging_collector", "off")) ? "on" : "off");
        add("dynamic_shared_memory_type", value("dynamic_shared_memory_type", "posix"));
        add("io_method", value("io_method", "worker"));
        add("log_destination", value("log_destination", "stderr"));
        boolean restores = !value("restore_command", "").isEmpty()
                || !value("recovery_end_command", "").isEmpty()
                || !value("archive_cleanup_command", "").isEmpty();
        add("restores", restores ? "set" : "");
        add("data_directory", value("data_directory", ""));
        add("primary_conninfo", value("primary_conninfo", "").isEmpty() ? "" : "set");
    }

    /** Of a server that has nothing written but its policy. */
    static ServerFacts ofNothingElse() {
        return new FactsOfConfiguration(Configuration.of(List.of()), 0, List.of()).facts();
    }

    ServerFacts facts() {
        return ServerFacts.among(facts);
    }

    private void add(String name, String value) {
        facts.add(new Setting(ServerFacts.PREFIX + name, value));
    }

    private String value(String name, String ifAbsent) {
        WrittenSetting written = configuration.setting(name);
        return written == null ? ifAbsent : written.value();
    }
}
