package org.pgseccomp.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.pgseccomp.cli.learn.UserFilter;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a user: a number, or a name, whose number is looked for in /etc/passwd. */
final class UserConverter implements ITypeConverter<UserFilter> {
    @Override
    public UserFilter convert(String text) {
        if (text.isEmpty()) {
            throw new TypeConversionException("the user is empty");
        }
        if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            if (text.length() > 10) {
                throw new TypeConversionException("'" + text + "' is too long for a user's number");
            }
            return new UserFilter(null, Long.parseLong(text));
        }
        return new UserFilter(text, number(text));
    }

    private static long number(String name) {
        try {
            for (String line : Files.readAllLines(Path.of("/etc/passwd"), StandardCharsets.ISO_8859_1)) {
                String[] fields = line.split(":", -1);
                if (fields.length > 2 && fields[0].equals(name)) {
                    return Long.parseLong(fields[2]);
                }
            }
        } catch (IOException | NumberFormatException e) {
            return -1; // names that auditd wrote can be compared all the same
        }
        return -1;
    }
}
