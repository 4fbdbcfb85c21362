package org.pgseccomp.cli.convert;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The formats of policies. */
public enum Format {
    /** Lines of postgresql.conf. */
    CONF(true),
    /** A profile of a container runtime. */
    OCI(true),
    /** A SeccompProfile of the Kubernetes Security Profiles Operator. */
    SPO(true),
    /** A unit file, or a drop-in of one. */
    SYSTEMD(true),
    /** A policy of Minijail, minijail0(5). */
    MINIJAIL(true),
    /** A program for the kernel. */
    BPF(false),
    /** Pseudo filter code. */
    PFC(false);

    private final boolean isRead;

    Format(boolean isRead) {
        this.isRead = isRead;
    }

    /** The name on command lines. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether policies can be read from it. */
    public boolean isRead() {
        return isRead;
    }

    /** The format of a name, or null. */
    public static Format named(String name) {
        for (Format format : values()) {
            if (format.label().equals(name.toLowerCase(Locale.ROOT))) {
                return format;
            }
        }
        return null;
    }

    /** All names. */
    public static List<String> labels() {
        List<String> labels = new ArrayList<>();
        for (Format format : values()) {
            labels.add(format.label());
        }
        return labels;
    }

    /**
     * Finds out what a file is, from how it begins.
     *
     * @return null if it looks like none of them
     */
    public static Format of(byte[] bytes) {
        for (int i = 0; i < Math.min(bytes.length, 4096); i++) {
            if (bytes[i] == 0) {
                return bytes.length % 8 == 0 ? BPF : null;
            }
        }
        String text =
                new String(bytes, 0, Math.min(bytes.length, 1 << 20), java.nio.charset.StandardCharsets.ISO_8859_1);
        if (text.contains("pseudo filter code start")) {
            return PFC;
        }
        String start = text.startsWith("\u00ef\u00bb\u00bf") ? text.substring(3).strip() : text.strip();
        if (start.startsWith("{")) {
            return start.contains("\"SeccompProfile\"") ? SPO : OCI;
        }
        for (String line : text.split("\n", -1)) {
            String stripped = line.strip();
            if (stripped.matches("kind:\\s*[\"']?SeccompProfile[\"']?\\s*(#.*)?")) {
                return SPO;
            }
            if (stripped.matches("\\[[A-Za-z]+\\]")
                    || stripped.matches("(SystemCall|Restrict|MemoryDeny)[A-Za-z]+\\s*=.*")) {
                return SYSTEMD;
            }
            if (stripped.matches("@(include|frequency|default|denylist)\\b.*")
                    || stripped.matches(
                            "\\{?[a-z_][a-z0-9_, ]*\\}?(\\[[^]]*\\])?\\s*:\\s*(1|return|allow|kill|log|trap|\\{|arg[0-5]).*")) {
                return MINIJAIL;
            }
            if (stripped.matches("[A-Za-z_][A-Za-z0-9_.\"$]*\\s*=.*") || stripped.startsWith("include")) {
                return CONF;
            }
        }
        return null;
    }
}
