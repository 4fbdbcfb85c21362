package org.pgseccomp.constant;

import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.AsciiCase;
import org.pgseccomp.syscall.NearestName;
import org.pgseccomp.syscall.SortedText;

/**
 * The errors that a system call can fail with, of asm/errno.h. EDEADLOCK alone differs: it is a number of its own, 58, on ppc64le, and another
 * name of EDEADLK elsewhere ({@code script/constants} looks whether this is still so).
 */
public final class Errnos {
    private Errnos() {}

    /**
     * The number of an error by its name in either case.
     *
     * @return -1 if there is none of that name
     */
    public static int numberOf(Architecture architecture, String name) {
        String upper = AsciiCase.upper(name);
        String text = architecture == Architecture.PPC64LE ? ErrnoTexts.PPC64LE : "";
        int blank = SortedText.find(text, upper);
        if (blank < 0) {
            text = ErrnoTexts.COMMON;
            blank = SortedText.find(text, upper);
        }
        if (blank < 0) {
            return -1;
        }
        String value = SortedText.restOfLine(text, blank);
        return value.charAt(0) == '='
                ? numberOf(architecture, value.substring(1))
                : (int) SortedText.number(value, 0, value.length());
    }

    /**
     * The name of an error; of several, the one that the others stand for: EAGAIN, not EWOULDBLOCK.
     *
     * @return null if no error of any architecture has that number
     */
    public static String nameOf(int number) {
        String common = nameIn(ErrnoTexts.COMMON, number);
        return common != null ? common : nameIn(ErrnoTexts.PPC64LE, number);
    }

    /** The name of an error that a misspelt one was probably meant to be, or null. */
    public static String nearest(String name) {
        NearestName nearest = new NearestName(AsciiCase.upper(name));
        SortedText.offerAll(ErrnoTexts.COMMON, nearest);
        return nearest.nearest();
    }

    private static String nameIn(String text, int number) {
        int blank = text.indexOf(" " + number + "\n");
        return blank < 0 ? null : text.substring(text.lastIndexOf('\n', blank) + 1, blank);
    }
}
