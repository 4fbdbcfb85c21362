package org.pgseccomp.extension.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a condition says of one parameter: its text in a policy, and whether it holds, as docs/pgseccomp-policy.adoc describes it. Nothing here is
 * from the core.
 *
 * @param word "", "not ", "with " or "without "
 */
record WrittenTest(WrittenParameter parameter, String word, List<Item> items) {
    private static final String NOT = "not ";
    private static final String WITH = "with ";
    private static final String WITHOUT = "without ";

    /** A range; with equal ends a value, or bits. */
    record Item(long first, long last, String text) {}

    static WrittenTest random(Seeded random, WrittenParameter parameter) {
        // Ranges of what is compared in part fall apart into as many conditions as they have blocks, and the proof
        // gives up on several of these.
        boolean isWhole = !parameter.isPointer() && parameter.ignored() == 0 && parameter.bits() >= 32;
        String word = parameter.isPointer()
                ? random.of(List.of("", NOT))
                : random.of(List.of("", "", "", NOT, WITH, WITHOUT));
        boolean areBits = word.equals(WITH) || word.equals(WITHOUT);
        int count = parameter.isPointer() || word.equals(WITHOUT) ? 1 : 1 + random.small(3);
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(areBits ? bits(random, parameter) : isWhole ? item(random, parameter) : value(random, parameter));
        }
        return new WrittenTest(parameter, word, items);
    }

    private static Item item(Seeded random, WrittenParameter parameter) {
        if (!random.onceIn(4)) {
            return value(random, parameter);
        }
        long a = parameter.taken(boundary(random));
        long b = parameter.taken(random.onceIn(2) ? a + random.below(300) : boundary(random));
        int order = parameter.isSigned() ? Long.compare(a, b) : Long.compareUnsigned(a, b);
        long first = order <= 0 ? a : b;
        long last = order <= 0 ? b : a;
        return new Item(first, last, number(random, parameter, first) + ".." + number(random, parameter, last));
    }

    private static Item value(Seeded random, WrittenParameter parameter) {
        if (parameter.isPointer()) {
            return new Item(0, 0, "0");
        }
        if (!parameter.constants().isEmpty() && random.onceIn(3)) {
            WrittenParameter.Constant constant = random.of(parameter.constants());
            return new Item(constant.value(), constant.value(), constant.name());
        }
        long value = parameter.taken(boundary(random));
        return new Item(value, value, number(random, parameter, value));
    }

    /** Some bits, none of them a sign: "with" and "without" are about flags. */
    private static Item bits(Seeded random, WrittenParameter parameter) {
        int width = parameter.bits() - (parameter.isSigned() ? 1 : 0);
        StringBuilder text = new StringBuilder();
        long all = 0;
        for (int count = 1 + random.below(3); count > 0; count--) {
            long bit = parameter.taken(1L << random.below(width));
            String name = "0x" + Long.toHexString(bit);
            if (bit == 0 || (!parameter.constants().isEmpty() && random.onceIn(2))) {
                WrittenParameter.Constant constant = parameter.constants().get(0);
                bit = constant.value();
                name = constant.name();
            }
            all |= bit;
            text.append(text.length() > 0 ? "|" : "").append(name);
        }
        return new Item(all, all, text.toString());
    }

    /** Where mistakes are: zero, signs, the two halves, single bits. */
    private static long boundary(Seeded random) {
        long small = random.below(random.onceIn(4) ? 70_000 : 40);
        return switch (random.below(10)) {
            case 0 -> -small;
            case 1 -> 1L << random.below(64);
            case 2 -> Integer.MAX_VALUE - small;
            case 3 -> (small << 32) | (random.bits() & 0xffffffffL);
            case 4 -> random.bits();
            case 5 -> (1L << 32) + small;
            default -> small;
        };
    }

    private static String number(Seeded random, WrittenParameter parameter, long value) {
        boolean isNegative = parameter.isSigned() && value < 0;
        long magnitude = isNegative ? -value : value;
        return (isNegative ? "-" : "")
                + switch (random.below(4)) {
                    case 0 -> "0x" + Long.toHexString(magnitude);
                    case 1 -> "0" + Long.toOctalString(magnitude);
                    default -> Long.toUnsignedString(magnitude);
                };
    }

    String text(Seeded random) {
        String name = parameter.name();
        String written = random.onceIn(4) ? "arg" + parameter.index() : name;
        if (parameter.syscall().equals("prctl")) {
            written = name; // whose manual page has other parameters of those names
        }
        StringBuilder text = new StringBuilder(random.onceIn(6) ? written.toUpperCase(Locale.ROOT) : written);
        text.append(random.onceIn(4) ? " : " : ": ").append(word);
        for (int i = 0; i < items.size(); i++) {
            text.append(i > 0 ? ", " : "").append(items.get(i).text());
        }
        return text.toString();
    }

    boolean holds(long[] arguments) {
        long value = parameter.taken(arguments[parameter.index()]);
        boolean any = false;
        for (Item item : items) {
            any = any || fits(item, value);
        }
        return any != word.equals(NOT);
    }

    private boolean fits(Item item, long value) {
        if (word.equals(WITH)) {
            return (value & item.first()) == item.first();
        }
        if (word.equals(WITHOUT)) {
            return (value & item.first()) == 0;
        }
        return parameter.isSigned()
                ? item.first() <= value && value <= item.last()
                : Long.compareUnsigned(item.first(), value) <= 0 && Long.compareUnsigned(value, item.last()) <= 0;
    }

    /** A register near to where the answer changes. */
    long near(Seeded random) {
        Item item = random.of(items);
        long value = random.onceIn(2) ? item.first() : item.last();
        value = switch (random.below(9)) {
            case 0 -> value + 1;
            case 1 -> value - 1;
            case 2 -> value ^ (1L << random.below(64));
            case 3 -> ~value;
            case 4 -> value | parameter.ignored();
            case 5 -> value ^ (1L << random.below(Math.min(parameter.bits(), 32)));
            default -> value;
        };
        // What the kernel does not look at may be anything.
        return random.onceIn(3) ? value ^ ((long) random.bits() << 32) : value;
    }
}
