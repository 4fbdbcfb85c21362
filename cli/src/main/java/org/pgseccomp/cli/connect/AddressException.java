package org.pgseccomp.cli.connect;

/** What a user wrote about a server cannot be used; the message says why, and has no password in it. */
public final class AddressException extends Exception {
    private static final long serialVersionUID = 1L;

    AddressException(String message) {
        super(message);
    }
}
