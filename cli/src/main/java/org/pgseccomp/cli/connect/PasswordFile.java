package org.pgseccomp.cli.connect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * {@code .pgpass}: lines {@code HOST:PORT:DATABASE:USER:PASSWORD}, a {@code *} matches anything, {@code \} stands before {@code :} and
 * {@code \}. As libpq does, a file that others can read is not used.
 */
final class PasswordFile {
    private static final Set<PosixFilePermission> OF_OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private PasswordFile() {}

    /**
     * The password of the first line that matches; null if there is none.
     *
     * @throws AddressException if the file may not be used
     */
    static String find(Path file, String host, String port, String database, String user) throws AddressException {
        if (!Files.isRegularFile(file)) {
            return null;
        }
        try {
            for (PosixFilePermission each : Files.getPosixFilePermissions(file)) {
                if (OF_OTHERS.contains(each)) {
                    throw new AddressException(
                            "the password file " + file
                                    + " is not used, because others can reach it: its permissions should be u=rw (0600) or less");
                }
            }
            for (String line : Files.readAllLines(file)) {
                List<String> fields = line.startsWith("#") ? List.of() : fields(line);
                if (fields.size() == 5
                        && matches(fields.get(0), host)
                        && matches(fields.get(1), port)
                        && matches(fields.get(2), database)
                        && matches(fields.get(3), user)) {
                    return fields.get(4);
                }
            }
        } catch (IOException e) {
            throw new AddressException("the password file " + file + " cannot be read");
        }
        return null;
    }

    private static boolean matches(String field, String value) {
        return field.equals("*") || field.equals(value);
    }

    /** Five of them at most: a colon of the password ends it, as libpq has it. */
    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        for (int i = 0; i < line.length() && fields.size() < 5; i++) {
            char c = line.charAt(i);
            if (c == '\\' && i + 1 < line.length()) {
                i++;
                field.append(line.charAt(i));
            } else if (c == ':') {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        if (fields.size() < 5) {
            fields.add(field.toString());
        }
        return fields;
    }
}
