package org.pgseccomp.policy;

/**
 * A setting as it stands in a configuration, or an argument of {@code set_client_filter}.
 *
 * @param name as written; upper and lower case (of ASCII) are the same. The name of a setting has a dot, that of an argument
 *     has none
 * @param value as written, one char (0 to 255) for each byte
 */
public record Setting(String name, String value) {
    /** What a message calls it: {@code parameter "pgseccomp.global_syscall_log"}, {@code argument "log_list"}. */
    String described() {
        return (name.indexOf('.') < 0 ? "argument \"" : "parameter \"") + Rejection.shown(name) + "\"";
    }
}
