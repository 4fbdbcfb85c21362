package org.pgseccomp.cli.convert;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.util.List;
import java.util.Set;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.syscall.Architecture;

/** Reads policies from the formats of others, and writes them. Our own is read by who reads configurations, with all that these include. */
public final class Formats {
    /** The longest source. Docker's default profile has 15 kB. */
    public static final int LONGEST = 16 << 20;

    private Formats() {}

    /**
     * Reads a policy.
     *
     * @param format one that can be read, and is not our own
     * @param capabilities that containers have beside the usual ones
     * @throws SourceException if it is none
     */
    public static NeutralPolicy read(
            Format format, byte[] source, Architecture architecture, Set<String> capabilities, Remarks remarks)
            throws SourceException {
        if (source.length > LONGEST) {
            throw new SourceException(0, "is longer than " + (LONGEST >> 20) + " MB");
        }
        String text = text(source);
        return switch (format) {
            case OCI -> OciReader.read(text, architecture, capabilities, remarks);
            case SPO -> SpoReader.read(text, architecture, capabilities, remarks);
            case SYSTEMD -> SystemdReader.read(text, architecture, remarks);
            case MINIJAIL -> MinijailReader.read(text, architecture, remarks);
            case CONF, BPF, PFC -> throw new IllegalArgumentException(format.label() + " is not read here");
        };
    }

    /** Whether a source is in UTF-16, by the mark that it begins with. */
    public static boolean isUtf16(byte[] source) {
        return source.length > 1
                && (source[0] == (byte) 0xff || source[0] == (byte) 0xfe)
                && ((source[0] ^ source[1]) & 0xff) == 1;
    }

    private static String text(byte[] source) throws SourceException {
        CharsetDecoder decoder = UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer bytes = ByteBuffer.wrap(source);
        CharBuffer chars = CharBuffer.allocate(source.length + 1);
        if (decoder.decode(bytes, chars, true).isError()) {
            int line = 1;
            for (int i = 0; i < bytes.position(); i++) {
                line += source[i] == '\n' ? 1 : 0;
            }
            throw new SourceException(line, "is no text in UTF-8");
        }
        String text = chars.flip().toString();
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    /** How a policy is written, beside its format. */
    public record Wishes(String level, String name, boolean loosens) {}

    /**
     * Writes a policy.
     *
     * @return text in UTF-8, or a program
     */
    public static byte[] write(Format format, NeutralPolicy policy, Wishes wishes, Remarks remarks) throws IOException {
        return switch (format) {
            case CONF ->
                ConfWriter.lines(ConfWriter.settings(policy, wishes.level(), remarks))
                        .getBytes(UTF_8);
            case OCI -> OciWriter.write(policy, remarks).getBytes(UTF_8);
            case SPO -> SpoWriter.write(policy, wishes.name(), remarks).getBytes(UTF_8);
            case SYSTEMD ->
                SystemdWriter.write(policy, wishes.loosens(), remarks).getBytes(UTF_8);
            case MINIJAIL -> MinijailWriter.write(policy, remarks).getBytes(UTF_8);
            case PFC -> PfcWriter.write(policy, remarks).getBytes(UTF_8);
            case BPF -> BpfWriter.write(policy, remarks);
        };
    }

    /** The settings that {@link Format#CONF} is written as. */
    public static List<Setting> settings(NeutralPolicy policy, String level, Remarks remarks) {
        return ConfWriter.settings(policy, level, remarks);
    }
}
