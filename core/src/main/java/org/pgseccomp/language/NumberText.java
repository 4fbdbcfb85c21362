package org.pgseccomp.language;

/**
 * A number as C writes it: decimal, hexadecimal behind 0x, octal behind 0.
 *
 * @param value its 64 bits
 */
record NumberText(long value) {
    /** Reads one. Null if it is malformed or needs more than 64 bits. */
    static NumberText read(String text) {
        boolean isHexadecimal =
                text.length() > 2 && text.charAt(0) == '0' && ConditionScanner.lower(text.charAt(1)) == 'x';
        boolean isOctal = !isHexadecimal && text.length() > 1 && text.charAt(0) == '0';
        int base = isHexadecimal ? 16 : isOctal ? 8 : 10;
        long value = 0;
        for (int i = isHexadecimal ? 2 : 0; i < text.length(); i++) {
            int digit = digit(text.charAt(i));
            if (digit < 0 || digit >= base || !fits(value, base, digit)) {
                return null;
            }
            value = value * base + digit;
        }
        return new NumberText(value);
    }

    /** Whether another digit leaves 64 bits. */
    private static boolean fits(long value, int base, int digit) {
        return switch (base) {
            case 16 -> value >>> 60 == 0;
            case 8 -> value >>> 61 == 0;
            // 18446744073709551615 is the greatest.
            default ->
                Long.compareUnsigned(value, 1844674407370955161L) < 0 || (value == 1844674407370955161L && digit <= 5);
        };
    }

    private static int digit(char c) {
        char lower = ConditionScanner.lower(c);
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }
}
