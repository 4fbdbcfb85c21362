package org.pgseccomp.cli.convert;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.condition.ArgumentTest;
import org.pgseccomp.condition.Condition;
import org.pgseccomp.constant.Constant;
import org.pgseccomp.constant.Constants;
import org.pgseccomp.policy.Outcome;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/**
 * A filter of a Minijail policy, as it is written.
 *
 * @param expression any of these, each of which is atoms that all have to hold; null: no expression
 * @param action null: none is written
 */
record MinijailFilter(List<List<Atom>> expression, String action) {
    private static final int MOST_ATOMS = 1000;
    private static final List<String> OPERATORS = List.of("==", "!=", "<=", ">=", "<", ">", "&", "in");

    /** {@code arg0 == 1}. */
    record Atom(int argument, String operator, List<String> value) {}

    static MinijailFilter read(MinijailScanner scanner) throws SourceException {
        String first = scanner.word();
        if (first.equals("return")) {
            return new MinijailFilter(null, "return " + scanner.word());
        }
        if (!first.matches("arg[0-9]+")) {
            return new MinijailFilter(null, first);
        }
        List<List<Atom>> any = new ArrayList<>();
        List<Atom> all = new ArrayList<>();
        all.add(atom(scanner, first));
        int atoms = 1;
        while (true) {
            boolean isAnd = scanner.take("&&");
            if (!isAnd) {
                any.add(all);
                all = new ArrayList<>();
                if (!scanner.take("||")) {
                    break;
                }
            }
            all.add(atom(scanner, scanner.word()));
            if (++atoms > MOST_ATOMS) {
                throw scanner.wrong("has more than " + MOST_ATOMS + " comparisons");
            }
        }
        String action = null;
        if (scanner.take(";")) {
            action = scanner.word();
            action = action.equals("return") ? "return " + scanner.word() : action;
        }
        return new MinijailFilter(any, action);
    }

    private static Atom atom(MinijailScanner scanner, String argument) throws SourceException {
        if (!argument.matches("arg[0-5]")) {
            throw scanner.wrong("has \"" + SourceException.shown(argument) + "\" where arg0 to arg5 should be");
        }
        String operator = null;
        for (String each : OPERATORS) {
            if (operator == null && !scanner.isAt("&&") && scanner.take(each)) {
                operator = each;
            }
        }
        if (operator == null) {
            throw scanner.wrong("has no comparison behind " + argument);
        }
        List<String> tokens = new ArrayList<>();
        value(scanner, tokens, 0);
        return new Atom(argument.charAt(3) - '0', operator, tokens);
    }

    /** In the order in which it can be calculated: operands, then what is made of them. */
    private static void value(MinijailScanner scanner, List<String> tokens, int depth) throws SourceException {
        constant(scanner, tokens, depth);
        while (!scanner.isAt("||") && scanner.take("|")) {
            constant(scanner, tokens, depth);
            tokens.add("|");
        }
    }

    private static void constant(MinijailScanner scanner, List<String> tokens, int depth) throws SourceException {
        if (depth > Node.DEEPEST || tokens.size() > MOST_ATOMS) {
            throw scanner.wrong("has a value of too many parts");
        }
        boolean isComplement = scanner.take("~");
        if (scanner.take("(")) {
            value(scanner, tokens, depth + 1);
            if (!scanner.take(")")) {
                throw scanner.wrong("has no closing parenthesis");
            }
        } else {
            String word = scanner.word();
            if (word.isEmpty()) {
                throw scanner.wrong("has no value where one should be");
            }
            tokens.add(word);
        }
        if (isComplement) {
            tokens.add("~");
        }
    }

    private static long calculated(Architecture architecture, List<String> tokens, MinijailScanner scanner)
            throws SourceException {
        List<Long> stack = new ArrayList<>();
        for (String token : tokens) {
            int last = stack.size() - 1;
            if (token.equals("~")) {
                stack.set(last, ~stack.get(last));
            } else if (token.equals("|")) {
                long both = stack.get(last) | stack.get(last - 1);
                stack.remove(last);
                stack.set(last - 1, both);
            } else {
                stack.add(number(architecture, token, scanner));
            }
        }
        return stack.get(0);
    }

    private static long number(Architecture architecture, String token, MinijailScanner scanner)
            throws SourceException {
        if (!token.matches("-?[0-9].*")) {
            Constant constant = Constants.named(architecture, token);
            if (constant == null) {
                throw scanner.wrong("has the unknown constant \"" + SourceException.shown(token) + "\"");
            }
            return constant.value();
        }
        boolean isNegative = token.startsWith("-");
        String digits = isNegative ? token.substring(1) : token;
        try {
            long number = digits.matches("0[xX].+")
                    ? Long.parseUnsignedLong(digits.substring(2), 16)
                    : digits.matches("0[0-9]+") ? Long.parseUnsignedLong(digits, 8) : Long.parseUnsignedLong(digits);
            return isNegative ? -number : number;
        } catch (NumberFormatException e) {
            throw new SourceException(
                    scanner.line(), "has the malformed number \"" + SourceException.shown(token) + "\"");
        }
    }

    /** The conditions of the expression, of which any has to hold. */
    List<Condition> conditions(
            Architecture architecture,
            Syscall syscall,
            MinijailScanner scanner,
            Remarks remarks,
            Outcome met,
            Outcome unlisted)
            throws SourceException {
        List<Condition> conditions = new ArrayList<>();
        for (List<Atom> all : expression) {
            List<ArgumentTest> tests = new ArrayList<>();
            boolean isNever = false;
            for (Atom atom : all) {
                KernelView view = view(architecture, syscall, atom, calculated(architecture, atom.value(), scanner));
                isNever |= view.isNever();
                if (view.test() != null) {
                    tests.add(view.test());
                }
            }
            boolean isMilder = met.action().compareTo(unlisted.action()) < 0;
            if (isNever) {
                remarks.change(
                        scanner.line(),
                        "compares bits of an argument of " + syscall.name() + " that the kernel does not look at; "
                                + (isMilder ? "nothing is allowed by it" : "they are not compared"));
            }
            if (!isNever || !isMilder) {
                conditions.add(new Condition(tests));
            }
        }
        return conditions;
    }

    private static KernelView view(Architecture architecture, Syscall syscall, Atom atom, long value) {
        int argument = atom.argument();
        KernelView never = new KernelView(true, null);
        return switch (atom.operator()) {
            case "==" -> KernelView.range(architecture, syscall, argument, false, value, value);
            case "!=" -> KernelView.range(architecture, syscall, argument, true, value, value);
            case "<" -> value == 0 ? never : KernelView.range(architecture, syscall, argument, false, 0, value - 1);
            case "<=" -> KernelView.range(architecture, syscall, argument, false, 0, value);
            case ">" -> value == -1L ? never : KernelView.range(architecture, syscall, argument, false, value + 1, -1L);
            case ">=" -> KernelView.range(architecture, syscall, argument, false, value, -1L);
            case "&" -> KernelView.anyBit(architecture, syscall, argument, value);
            default -> KernelView.bits(architecture, syscall, argument, ~value, 0);
        };
    }
}
