package org.pgseccomp.observe;

/** Times and durations as comments show them; in UTC, without the classes of java.time, which the native build has not. */
final class Times {
    private static final int SECONDS_OF_DAY = 86400;

    private Times() {}

    /** Appends {@code 2026-03-01 12:00:00 UTC}; the calendar is the Gregorian one. */
    static void appendMoment(StringBuilder text, long seconds) {
        long days = seconds / SECONDS_OF_DAY;
        int rest = (int) (seconds % SECONDS_OF_DAY);
        // Years that begin in March, from 0000-03-01 on; 146097 days are 400 years.
        long shifted = days + 719468;
        long era = shifted / 146097;
        int dayOfEra = (int) (shifted % 146097);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int marchMonth = (5 * dayOfYear + 2) / 153;
        int day = dayOfYear - (153 * marchMonth + 2) / 5 + 1;
        int month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
        text.append(yearOfEra + era * 400 + (month <= 2 ? 1 : 0));
        appendTwo(text, '-', month);
        appendTwo(text, '-', day);
        appendTwo(text, ' ', rest / 3600);
        appendTwo(text, ':', rest / 60 % 60);
        appendTwo(text, ':', rest % 60);
        text.append(" UTC");
    }

    /** {@code 3 h 20 min 5 s}. */
    static String duration(long seconds) {
        String text = seconds % 60 + " s";
        if (seconds >= 60) {
            text = seconds / 60 % 60 + " min " + text;
        }
        return seconds >= 3600 ? seconds / 3600 + " h " + text : text;
    }

    private static void appendTwo(StringBuilder text, char separator, int number) {
        text.append(separator).append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }
}
