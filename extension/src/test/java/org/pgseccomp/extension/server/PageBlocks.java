package org.pgseccomp.extension.server;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The blocks of a page of documentation that a reader follows: those that begin with {@code ```conf} and {@code ```console}. In the second
 * kind {@code $ } stands before a command of the shell, {@code postgres=# } or {@code postgres=> } before a statement, which ends with a
 * semicolon, and {@code postgres-# } before each further line of it. What follows is the answer, in which {@code …} stands for anything.
 */
final class PageBlocks {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(conf|console)\n(.*?)^```$");

    private static final Pattern PROMPT = Pattern.compile("\\w+=[#>] (.*)");

    private static final Pattern MORE = Pattern.compile("\\w+-[#>] ?(.*)");

    private PageBlocks() {}

    /**
     * A block.
     *
     * @param configuration the text of a file; null for a terminal
     * @param steps what is entered in a terminal; none for a file
     */
    record Block(String configuration, List<Step> steps) {}

    /** What is entered, and what is answered. */
    record Step(boolean isStatement, String entered, String answer) {
        /** The answer as a pattern. */
        Pattern pattern() {
            StringBuilder pattern = new StringBuilder();
            for (String part : answer.split("…", -1)) {
                pattern.append(pattern.length() == 0 ? "" : ".*?").append(Pattern.quote(part));
            }
            return Pattern.compile(pattern.toString(), Pattern.DOTALL);
        }
    }

    /** All of a page, in their order. */
    static List<Block> of(String page) {
        List<Block> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(page);
        while (block.find()) {
            blocks.add(
                    block.group(1).equals("conf")
                            ? new Block(block.group(2), List.of())
                            : new Block(null, steps(block.group(2))));
        }
        return blocks;
    }

    /** Lines without spaces around them, and without empty ones: psql pads columns, and has an empty line behind a table. */
    static String withoutPadding(String text) {
        return text.replaceAll("(?m)^[ \t]+|[ \t]+$", "")
                .replaceAll("\n{2,}", "\n")
                .strip();
    }

    private static List<Step> steps(String text) {
        List<Step> steps = new ArrayList<>();
        StringBuilder entered = new StringBuilder();
        StringBuilder answer = new StringBuilder();
        boolean isStatement = false;
        for (String line : text.split("\n", -1)) {
            Matcher prompt = PROMPT.matcher(line);
            Matcher more = MORE.matcher(line);
            boolean isCommand = line.startsWith("$ ");
            if (isCommand || prompt.matches()) {
                if (entered.length() > 0) {
                    steps.add(new Step(isStatement, entered.toString(), withoutPadding(answer.toString())));
                }
                entered.setLength(0);
                answer.setLength(0);
                isStatement = !isCommand;
                entered.append(isCommand ? line.substring(2) : prompt.group(1));
            } else if (more.matches()) {
                entered.append('\n').append(more.group(1));
            } else {
                answer.append(line).append('\n');
            }
        }
        steps.add(new Step(isStatement, entered.toString(), withoutPadding(answer.toString())));
        return steps;
    }
}
