package org.pgseccomp.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.pgseccomp.cli.connect.Fleet.Answer;
import org.pgseccomp.cli.observe.ServerObservations;
import org.pgseccomp.observe.Observations;
import org.pgseccomp.observe.ObservedCall;
import org.pgseccomp.observe.ObservedSubject;
import org.pgseccomp.observe.ObservedValues;
import org.pgseccomp.syscall.Syscall;

/** What servers have learnt, for programs: docs/schema/pgseccomp-observe.json. */
final class ObserveJson {
    private ObserveJson() {}

    static String of(List<Answer<ServerObservations>> answers, FleetPolicy policy) throws IOException {
        return Json.of("pgseccomp-observe", json -> {
            json.writeNumberField("postgresql", policy.merged().server());
            json.writeStringField("architecture", policy.merged().architecture().displayName());
            json.writeArrayFieldStart("servers");
            for (Answer<ServerObservations> each : answers) {
                write(json, each);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("only");
            for (int i = 0; i < policy.only().size(); i++) {
                for (Map.Entry<String, List<String>> each : policy.only().get(i).entrySet()) {
                    json.writeStartObject();
                    json.writeStringField(
                            "server", policy.answers().get(i).server().label());
                    json.writeStringField("process_type", each.getKey());
                    json.writeArrayFieldStart("calls");
                    for (String call : each.getValue()) {
                        json.writeString(call);
                    }
                    json.writeEndArray();
                    json.writeEndObject();
                }
            }
            json.writeEndArray();
            json.writeArrayFieldStart("observed");
            for (ObservedSubject subject : policy.merged().subjects()) {
                for (ObservedCall call : subject.calls()) {
                    write(json, policy.merged(), subject, call);
                }
            }
            json.writeEndArray();
            json.writeStringField("policy", policy.text());
        });
    }

    private static void write(JsonGenerator json, Answer<ServerObservations> answer) throws IOException {
        json.writeStartObject();
        json.writeStringField("server", answer.server().label());
        json.writeBooleanField("reachable", answer.value() != null);
        if (answer.value() == null) {
            json.writeStringField("failure", answer.failure());
        } else {
            Observations seen = answer.value().seen();
            json.writeStringField("postgresql", answer.value().postgres());
            json.writeStringField("learnt", answer.value().learnt());
            json.writeStringField("not_kept", Long.toUnsignedString(seen.notKept()));
            json.writeNumberField(
                    "calls",
                    seen.subjects().stream()
                            .mapToInt(each -> each.calls().size())
                            .sum());
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Observations seen, ObservedSubject subject, ObservedCall call)
            throws IOException {
        Syscall syscall = seen.architecture().syscalls().numbered(call.number());
        json.writeStartObject();
        json.writeStringField("process_type", subject.type());
        name(json, "role", subject.role());
        name(json, "database", subject.database());
        name(json, "program", subject.program());
        if (syscall == null) {
            json.writeNullField("syscall");
        } else {
            json.writeStringField("syscall", syscall.name());
        }
        json.writeNumberField("number", call.number());
        json.writeStringField("calls", Long.toUnsignedString(call.calls()));
        json.writeStringField("first_seen", Instant.ofEpochSecond(call.first()).toString());
        json.writeStringField("last_seen", Instant.ofEpochSecond(call.last()).toString());
        StringBuilder words = new StringBuilder();
        ObservedValues.append(words, syscall == null ? "" : syscall.name(), call);
        json.writeStringField("arguments", words.toString());
        json.writeEndObject();
    }

    /** The core's names have a char for each byte. */
    private static void name(JsonGenerator json, String field, String name) throws IOException {
        if (name.isEmpty()) {
            json.writeNullField(field);
        } else {
            json.writeStringField(field, Names.shown(name));
        }
    }
}
