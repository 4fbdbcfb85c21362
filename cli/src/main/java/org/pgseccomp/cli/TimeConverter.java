package org.pgseccomp.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a point in time: {@code 2026-03-01}, {@code 2026-03-01T14:30}, {@code 2026-03-01 14:30:05}, each with a zone ({@code Z},
 * {@code +02:00}) or in this machine's, or {@code @1772371805}, seconds since 1970.
 */
final class TimeConverter implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
        String value = text.strip().replace(' ', 'T');
        try {
            if (value.startsWith("@")) {
                return Instant.ofEpochSecond(Long.parseLong(value.substring(1)));
            }
            if (value.length() == 10) {
                return LocalDate.parse(value)
                        .atStartOfDay(ZoneId.systemDefault())
                        .toInstant();
            }
            int time = value.indexOf('T') + 1;
            boolean zoned = value.endsWith("Z") || value.indexOf('+', time) > 0 || value.indexOf('-', time) > 0;
            return zoned
                    ? OffsetDateTime.parse(value).toInstant()
                    : LocalDateTime.parse(value).atZone(ZoneId.systemDefault()).toInstant();
        } catch (DateTimeException | NumberFormatException e) {
            throw new TypeConversionException("'" + text
                    + "' is no time; write 2026-03-01, 2026-03-01T14:30:05, 2026-03-01T14:30:05Z or @1772371805");
        }
    }
}
