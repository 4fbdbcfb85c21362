package org.pgseccomp.cli.convert;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.condition.ArgumentTest;
import org.pgseccomp.condition.Atom;
import org.pgseccomp.condition.Condition;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Parameter;
import org.pgseccomp.syscall.Syscall;

/** Writes conditions in the language of our lists: values, ranges, and bits that are set or not. */
final class ConditionWriter {
    /** More entries for one call are refused in a list. */
    static final int MOST = 64;

    private static final int MOST_PARTS = 16;
    private static final int LONGEST = 4000;

    /** SOCK_NONBLOCK and SOCK_CLOEXEC, which a list does not compare in the type of a socket. */
    private static final long SOCKET_FLAGS = 0x800 | 0x80000;

    private final Architecture architecture;
    private final Syscall syscall;

    ConditionWriter(Architecture architecture, Syscall syscall) {
        this.architecture = architecture;
        this.syscall = syscall;
    }

    /** Conditions of entries, of which any has to hold; null where a list cannot say it. */
    List<String> write(Condition condition) {
        List<String> written = new ArrayList<>();
        written.add("");
        for (ArgumentTest test : condition.tests()) {
            List<String> any = parts(test);
            if (any == null || any.size() * written.size() > MOST) {
                return null;
            }
            List<String> both = new ArrayList<>();
            for (String before : written) {
                for (String part : any) {
                    both.add(before.isEmpty() ? part : part.isEmpty() ? before : before + "; " + part);
                }
            }
            written = both;
        }
        for (String each : written) {
            if (each.isEmpty()
                    || each.length() > LONGEST
                    || each.chars().filter(c -> c == ';').count() >= MOST_PARTS) {
                return null;
            }
        }
        return written;
    }

    /** The same of a box; null also where it is all calls. */
    String write(Box box) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < box.cubes().size(); i++) {
            if (!box.at(i).isAll()) {
                String part = part(i, box.at(i));
                if (part == null) {
                    return null;
                }
                text.append(text.length() == 0 || part.isEmpty() ? "" : "; ").append(part);
            }
        }
        return text.length() == 0 ? null : text.toString();
    }

    private Parameter parameter(int argument) {
        return architecture.signatures().at(syscall, argument);
    }

    /** The bits of a parameter that a value is compared with. */
    private long compared(int argument) {
        Parameter parameter = parameter(argument);
        long all = parameter.bits() == 64 ? -1L : (1L << parameter.bits()) - 1;
        boolean isSocket = syscall.name().equals("socket") || syscall.name().equals("socketpair");
        return isSocket && parameter.name().equals("type") ? all & ~SOCKET_FLAGS : all;
    }

    private List<String> parts(ArgumentTest test) {
        String values = values(test);
        if (values != null) {
            String name = parameter(test.argument()).name();
            return List.of(name + ": " + (test.isNegated() ? "not " : "") + values);
        }
        String bits = anyOfBits(test);
        if (bits != null && !parameter(test.argument()).isPointer()) {
            return List.of(parameter(test.argument()).name() + ": with " + bits);
        }
        List<Cube> cubes = Cube.of(test);
        if (cubes == null || cubes.size() > MOST) {
            return null;
        }
        List<String> any = new ArrayList<>();
        for (Cube cube : cubes) {
            String part = part(test.argument(), cube);
            if (part == null) {
                return null;
            }
            any.add(part);
        }
        return any;
    }

    /** Numbers and ranges, where the test is of nothing else; else null. */
    private String values(ArgumentTest test) {
        long compared = compared(test.argument());
        boolean isWhole = compared == (test.bits() == 64 ? -1L : 0xffffffffL);
        StringBuilder text = new StringBuilder();
        for (Atom atom : test.atoms()) {
            text.append(text.length() == 0 ? "" : ", ");
            if (atom.kind() == Atom.Kind.RANGE && isWhole) {
                text.append(number(test.argument(), atom.first()));
                text.append(atom.first() == atom.second() ? "" : ".." + number(test.argument(), atom.second()));
            } else if (atom.kind() == Atom.Kind.BITS && atom.first() == compared) {
                text.append(number(test.argument(), atom.second()));
            } else {
                return null;
            }
        }
        boolean isPointer = parameter(test.argument()).isPointer();
        return isPointer && !text.toString().equals("0") ? null : text.toString();
    }

    /** Bits of which one at least is set, where the test asks for that; else null. */
    private String anyOfBits(ArgumentTest test) {
        StringBuilder text = new StringBuilder();
        if (test.isNegated()) {
            Atom atom = test.atoms().get(0);
            if (test.atoms().size() > 1 || atom.kind() != Atom.Kind.BITS || atom.second() != 0) {
                return null;
            }
            for (long open = atom.first(); open != 0; open &= open - 1) {
                text.append(text.length() == 0 ? "" : ", ").append(number(test.argument(), open & -open));
            }
            return text.toString();
        }
        for (Atom atom : test.atoms()) {
            if (atom.kind() != Atom.Kind.BITS || atom.second() != atom.first()) {
                return null;
            }
            text.append(text.length() == 0 ? "" : ", ").append(number(test.argument(), atom.first()));
        }
        return text.toString();
    }

    /** Bits that are as they are to be; "" where no bit is that the kernel looks at, null where it cannot be said. */
    private String part(int argument, Cube cube) {
        Parameter parameter = parameter(argument);
        String name = parameter.name();
        long looked = parameter.bits() == 64 ? -1L : (1L << parameter.bits()) - 1;
        long mask = cube.mask() & looked;
        long set = cube.value() & looked;
        if (mask == compared(argument) && (!parameter.isPointer() || set == 0)) {
            return name + ": " + number(argument, set);
        }
        if (parameter.isPointer()) {
            return mask == 0 ? "" : null;
        }
        String with = set == 0 ? "" : name + ": with " + number(argument, set);
        long clear = mask & ~set;
        String without = clear == 0 ? "" : name + ": without " + number(argument, clear);
        return with.isEmpty() || without.isEmpty() ? with + without : with + "; " + without;
    }

    private String number(int argument, long value) {
        return new NamedValues(architecture, syscall, parameter(argument).name()).text(value);
    }
}
