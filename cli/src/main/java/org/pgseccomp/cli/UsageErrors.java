package org.pgseccomp.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line, and where the right one is described. The whole description would bury the error. */
final class UsageErrors implements IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException error, String[] arguments) {
        CommandLine command = error.getCommandLine();
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        message(error, arguments).lines().forEach(line -> err.println(name + ": " + Names.safe(line)));
        boolean namesNone = command.getParent() == null && error.getMessage().equals(PgSeccomp.NO_COMMAND);
        if (namesNone) {
            command.usage(err);
        } else {
            if (error instanceof UnmatchedArgumentException unmatched) {
                List<String> suggestions = unmatched.getSuggestions();
                if (!suggestions.isEmpty()) {
                    err.println("Did you mean " + String.join(" or ", suggestions) + "?");
                }
            }
            err.println("Try '" + name + " --help'.");
        }
        err.flush();
        return ExitCode.USAGE;
    }

    private static String message(ParameterException error, String[] given) {
        if (error instanceof MissingParameterException) {
            String unknown = unknownOption(error.getCommandLine(), given);
            return unknown == null ? error.getMessage() : "there is no option '" + unknown + "'";
        }
        if (!(error instanceof UnmatchedArgumentException unmatched)) {
            return error.getMessage();
        }
        List<String> arguments = unmatched.getUnmatched();
        if (unmatched.isUnknownOption()) {
            return "there is no option '" + arguments.get(0) + "'";
        }
        if (error.getCommandLine().getParent() == null) {
            return "there is no command '" + arguments.get(0) + "'";
        }
        return "too many arguments, from '" + arguments.get(0) + "' on";
    }

    /** What looks like an option and is none, for which a parameter is said to be missing; null if there is nothing like it. */
    private static String unknownOption(CommandLine command, String[] given) {
        for (String argument : given) {
            int end = argument.indexOf('=');
            String name = end < 0 ? argument : argument.substring(0, end);
            boolean looksLikeOption = name.length() > 1 && name.charAt(0) == '-' && !name.equals("--");
            if (looksLikeOption && command.getCommandSpec().findOption(name) == null) {
                return argument;
            }
        }
        return null;
    }
}
