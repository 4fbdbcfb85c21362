package org.pgseccomp.constant;

public final class Errnos {
    private Errnos() {}

    public static int numberOf(String name) {
        return switch (name.toUpperCase(java.util.Locale.ROOT)) {
            case "EPERM" -> 1;
            case "EACCES" -> 13;
            case "ENOSYS" -> 38;
            default -> -1;
        };
    }

    public static String nameOf(int number) {
        return number == 1 ? "EPERM" : number == 13 ? "EACCES" : number == 38 ? "ENOSYS" : null;
    }

    public static String nearest(String name) {
        return null;
    }
}
