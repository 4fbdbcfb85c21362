package org.pgseccomp.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line, and where the right one is described. The whole description would bury the error. */
final class UsageErrors implements IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException error, String[] arguments) {
        CommandLine command = error.getCommandLine();
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        message(error).lines().forEach(line -> err.println(name + ": " + Names.safe(line)));
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

    private static String message(ParameterException error) {
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
}
