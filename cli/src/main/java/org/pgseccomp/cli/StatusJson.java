package org.pgseccomp.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.pgseccomp.cli.connect.Fleet.Answer;
import org.pgseccomp.cli.status.CountedDenial;
import org.pgseccomp.cli.status.ServerProcess;
import org.pgseccomp.cli.status.ServerStatus;

/** The status of servers for programs: docs/schema/pgseccomp-status.json. */
final class StatusJson {
    private StatusJson() {}

    static String of(List<Answer<ServerStatus>> answers) throws IOException {
        return Json.of("pgseccomp-status", json -> {
            json.writeArrayFieldStart("servers");
            for (Answer<ServerStatus> each : answers) {
                json.writeStartObject();
                json.writeStringField("server", each.server().label());
                json.writeBooleanField("reachable", each.value() != null);
                if (each.value() == null) {
                    json.writeStringField("failure", each.failure());
                } else {
                    write(json, each.value());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static void write(JsonGenerator json, ServerStatus status) throws IOException {
        json.writeStringField("postgresql", status.postgres());
        text(json, "pgseccomp", status.extension());
        json.writeStringField("cluster_name", status.cluster());
        json.writeBooleanField("standby", status.standby());
        json.writeStringField("mode", status.mode().label());
        text(json, "profile", status.profile());
        number(json, "generation", status.generation());
        json.writeBooleanField("protected", !status.isUnprotected());
        if (status.processes() == null) {
            json.writeNullField("processes");
        } else {
            json.writeObjectFieldStart("processes");
            json.writeNumberField("total", status.processes().size());
            for (ServerProcess.State state : ServerProcess.State.values()) {
                json.writeNumberField(label(state), status.processes(state).size());
            }
            json.writeArrayFieldStart("attention");
            for (ServerProcess each : status.processes()) {
                if (each.state() != ServerProcess.State.GOOD) {
                    write(json, each);
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        writeDenials(json, status);
        json.writeArrayFieldStart("unknown");
        for (String each : status.unknown()) {
            json.writeString(each);
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, ServerProcess process) throws IOException {
        json.writeStartObject();
        json.writeStringField("state", label(process.state()));
        json.writeNumberField("pid", process.pid());
        text(json, "backend_type", process.type());
        text(json, "role", process.role());
        text(json, "database", process.database());
        text(json, "policy", process.policy());
        number(
                json,
                "filters",
                process.filters() == null ? null : process.filters().longValue());
        number(json, "generation", process.generation());
        json.writeEndObject();
    }

    private static void writeDenials(JsonGenerator json, ServerStatus status) throws IOException {
        if (status.denials() == null) {
            json.writeNullField("denials");
            return;
        }
        json.writeObjectFieldStart("denials");
        json.writeNumberField("denied", status.count(false));
        json.writeNumberField("warned", status.count(true));
        json.writeNumberField("not_counted", status.notCounted());
        time(json, "since", status.since());
        time(json, "last_denied", status.last(false));
        time(json, "last_warned", status.last(true));
        json.writeArrayFieldStart("rows");
        for (CountedDenial each : status.denials()) {
            json.writeStartObject();
            text(json, "backend_type", each.type());
            text(json, "role", each.role());
            text(json, "database", each.database());
            json.writeStringField("syscall", each.syscall());
            json.writeStringField("action", each.action());
            text(json, "source", each.source());
            json.writeNumberField("count", each.count());
            time(json, "first_at", each.first());
            time(json, "last_at", each.last());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static String label(ServerProcess.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static void text(JsonGenerator json, String name, String value) throws IOException {
        if (value == null) {
            json.writeNullField(name);
        } else {
            json.writeStringField(name, value);
        }
    }

    private static void number(JsonGenerator json, String name, Long value) throws IOException {
        if (value == null) {
            json.writeNullField(name);
        } else {
            json.writeNumberField(name, value);
        }
    }

    private static void time(JsonGenerator json, String name, Instant value) throws IOException {
        text(json, name, value == null ? null : value.toString());
    }
}
