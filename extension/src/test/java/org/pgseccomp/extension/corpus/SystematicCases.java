package org.pgseccomp.extension.corpus;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pgseccomp.extension.EntryPoint;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.syscall.Architecture;

/** Hostile requests that chance might leave out: each byte value in each place, each prefix, every limit and one beyond. */
final class SystematicCases {
    private static final String NAME = Policies.list("error");

    private final List<byte[]> requests = new ArrayList<>();

    private SystematicCases() {}

    static List<byte[]> all() {
        SystematicCases cases = new SystematicCases();
        cases.add(new byte[0]);
        cases.eachByteAlone();
        for (Operations.Operation operation : Operations.ALL) {
            byte[] request = valid(operation);
            cases.add(request);
            cases.add(Arrays.copyOf(request, request.length + 1));
            cases.prefixes(request);
            cases.eachByteReplaced(request);
        }
        cases.eachByteInAList();
        cases.malformedUtf8();
        cases.operationsAndArchitectures();
        cases.aroundTheLongestRequest();
        cases.longerLists();
        return cases.requests;
    }

    private static byte[] valid(Operations.Operation operation) {
        Policies policies = new Policies(Architecture.X86_64, new Seeded(1, 0), 12);
        return operation.request(Architecture.X86_64, policies.valid());
    }

    private void add(byte[] request) {
        requests.add(request);
    }

    private void add(String name, String value) {
        for (Operations.Operation operation : Operations.ALL) {
            add(operation.request(Architecture.X86_64, List.of(new Setting(name, value))));
        }
    }

    private void eachByteAlone() {
        for (int b = 0; b < 256; b++) {
            add(new byte[] {(byte) b});
        }
    }

    private void prefixes(byte[] request) {
        for (int length = 1; length < request.length; length++) {
            add(Arrays.copyOf(request, length));
        }
    }

    private void eachByteReplaced(byte[] request) {
        for (int at = 0; at < request.length; at++) {
            for (int value : new int[] {0, 1, 0x7f, 0x80, 0xff}) {
                byte[] changed = request.clone();
                changed[at] = (byte) value;
                add(changed);
            }
        }
    }

    private void eachByteInAList() {
        for (char b = 0; b < 256; b++) {
            add(NAME, "" + b);
            add(NAME, "read" + b);
            add(NAME, b + "read");
            add(NAME, "re" + b + "ad");
            add(NAME, "read" + b + "write");
            add(NAME, "\"read" + b + "\"");
            add(NAME + b, "read");
            add(Policies.DEFAULT, "log" + b);
        }
    }

    private void malformedUtf8() {
        for (String bytes : HostileText.malformed()) {
            add(NAME, bytes);
            add(NAME, "read," + bytes);
            add(NAME, "read" + bytes + ",write");
            add(NAME, '"' + bytes + '"');
            add(bytes, "read");
            add(Policies.DEFAULT, bytes);
        }
    }

    private void operationsAndArchitectures() {
        int[] words = {Integer.MIN_VALUE, -1, 0, 1, 2, 3, 4, 255, 256, 65536, Integer.MAX_VALUE};
        for (int operation : words) {
            for (Architecture architecture : Architecture.values()) {
                add(Operations.withSettings(operation, 0, architecture, List.of(new Setting(NAME, "read"))));
            }
        }
        for (int architecture : words) {
            add(new RequestBytes()
                    .integer(1)
                    .integer(architecture)
                    .integer(0)
                    .integer(0)
                    .bytes());
        }
        for (int level : words) {
            add(Operations.withSettings(1, level, Architecture.X86_64, List.of(new Setting(NAME, "swapon"))));
        }
        for (int count : words) {
            add(new RequestBytes()
                    .integer(1)
                    .integer(Architecture.X86_64.auditArch())
                    .integer(0)
                    .integer(count)
                    .bytes());
        }
    }

    private void aroundTheLongestRequest() {
        int empty = Operations.withSettings(1, 0, Architecture.X86_64, List.of(new Setting(NAME, ""))).length;
        for (int length = EntryPoint.LONGEST_REQUEST - 2; length <= EntryPoint.LONGEST_REQUEST + 2; length++) {
            add(NAME, repeated("read,", length - empty - 4) + "read");
        }
    }

    /** Lists of a megabyte: refused before they are read. */
    private void longerLists() {
        for (String part : List.of("read,", "a", "\"", "\"\"", ",", " ", "\u00ff", "\0")) {
            add(NAME, repeated(part, 1 << 20));
        }
        add("x".repeat(1 << 20), "read");
        add(new byte[1 << 20]);
    }

    private static String repeated(String part, int length) {
        return part.repeat(length / part.length() + 1).substring(0, length);
    }
}
