package org.pgseccomp.constant;

import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.AsciiCase;
import org.pgseccomp.syscall.NearestName;
import org.pgseccomp.syscall.SortedText;

/**
 * The constants of an architecture that can stand in a register of a system call: AF_UNIX, PROT_EXEC, CLONE_NEWUSER. They come from the
 * kernel's UAPI headers ({@code script/constants}).
 *
 * <p>What differs on an architecture stands in its own text, and counts before what all have in common.
 */
public final class Constants {
    private Constants() {}

    /**
     * Finds a constant by its name in either case.
     *
     * @return null if this architecture has none of that name
     */
    public static Constant named(Architecture architecture, String name) {
        String upper = AsciiCase.upper(name);
        Constant own = in(textOf(architecture), upper);
        return own != null ? own : in(ConstantTexts.COMMON, upper);
    }

    /** The name of a constant of this architecture that a misspelt one was probably meant to be, or null. */
    public static String nearest(Architecture architecture, String name) {
        NearestName nearest = new NearestName(AsciiCase.upper(name));
        SortedText.offerAll(ConstantTexts.COMMON, nearest);
        SortedText.offerAll(textOf(architecture), nearest);
        return nearest.nearest();
    }

    /**
     * An architecture that has a constant of a name, for who writes one that only others have.
     *
     * @return null if none has
     */
    public static Architecture elsewhere(String name) {
        for (Architecture architecture : Architecture.values()) {
            if (named(architecture, name) != null) {
                return architecture;
            }
        }
        return null;
    }

    private static Constant in(String text, String name) {
        int blank = SortedText.find(text, name);
        return blank < 0 ? null : new Constant(name, SortedText.number(text, blank + 1, text.indexOf('\n', blank)));
    }

    private static String textOf(Architecture architecture) {
        return switch (architecture) {
            case X86_64 -> ConstantTexts.X86_64;
            case AARCH64 -> ConstantTexts.AARCH64;
            case RISCV64 -> ConstantTexts.RISCV64;
            case PPC64LE -> ConstantTexts.PPC64LE;
            case S390X -> ConstantTexts.S390X;
        };
    }
}
