package org.pgseccomp.path;

import java.util.ArrayList;
import java.util.List;

/**
 * The names in lists of files, and the files that each stands for. A part is a fixed path, or a fact of the server with or without something
 * behind it; a part that is not known, or does not exist where a session begins, is left out.
 *
 * <p>What a session needs to work at all is in {@code @data}, so that {@code '@data'} alone is a list under which tables can be used.
 */
public final class PathName {
    /** What is opened for a part. */
    public enum Kind {
        /** The file or folder itself, and what is beneath it. */
        BENEATH,
        /** What this version of PostgreSQL has in the table spaces to which the links in the folder point when the session begins. */
        LINKS_IN,
        /** The folder of the file that a fact names; of one in {@code /etc} or {@code /} the file alone. */
        FOLDER_OF,
        /** Each file that a setting was read from, and the names of the files in its folder. */
        FILES_OF_SETTINGS
    }

    /**
     * Some of the files of a name.
     *
     * @param fact of the server, whose value the path begins with; empty for none
     * @param path behind that, or the whole path
     * @param rights {@link Rights}, where the element says nothing else
     */
    public record Part(Kind kind, String fact, String path, int rights) {}

    private static final int R = Rights.READ;
    private static final int RW = Rights.READ | Rights.WRITE;
    private static final int RX = Rights.READ | Rights.EXECUTE;

    private static final String DIRECTORY = "data_directory";

    /**
     * The folders of the data directory that PostgreSQL 14 to 18 writes to in sessions and their workers (subdirs in initdb.c, and {@code base},
     * {@code global}). It writes the files beside them in other processes, in ALTER SYSTEM and in pg_promote().
     */
    private static final List<String> WRITTEN_FOLDERS = List.of(
            "base",
            "global",
            "pg_commit_ts",
            "pg_dynshmem",
            "pg_logical",
            "pg_multixact",
            "pg_notify",
            "pg_replslot",
            "pg_serial",
            "pg_snapshots",
            "pg_stat",
            "pg_stat_tmp",
            "pg_subtrans",
            "pg_tblspc",
            "pg_twophase",
            "pg_wal",
            "pg_xact");

    private static final List<String> CONFIGURATION = List.of("config_file", "hba_file", "ident_file");

    private static final List<String> SYSTEM_LIBRARIES =
            List.of("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache");

    /** What every session needs. */
    public static final PathName DATA = data();

    /** What the profile has for the list, {@code @data} among it. */
    public static final PathName PROFILE =
            new PathName("@profile", "What the profile has for the list (pgseccomp.profile).", false, List.of());

    /** Where else tables are; {@link #DATA} has them too. */
    public static final PathName TABLESPACES = new PathName(
            "@tablespaces",
            "The table spaces that there are when the session begins, to read and write. @data has them too.",
            true,
            List.of(new Part(Kind.LINKS_IN, DIRECTORY, "/pg_tblspc", RW)));

    /** All names, in the order of the documentation. */
    public static final List<PathName> ALL = List.of(
            DATA,
            PROFILE,
            TABLESPACES,
            new PathName(
                    "@libraries",
                    "PostgreSQL's and the system's shared libraries, to read: extensions, procedural languages, conversions of encodings.",
                    true,
                    libraries()),
            new PathName(
                    "@share",
                    "PostgreSQL's shared files, to read: scripts of extensions, dictionaries of text search; messages of the system.",
                    true,
                    share()),
            new PathName(
                    "@languages",
                    "The modules of Perl, Python and Tcl beside the system's libraries, to read.",
                    true,
                    paths(
                            R,
                            "/usr/share/perl",
                            "/usr/share/perl5",
                            "/usr/share/perl-base",
                            "/usr/local/share/perl",
                            "/etc/perl",
                            "/usr/share/python3",
                            "/usr/share/tcltk")),
            new PathName(
                    "@network",
                    "What is read to find a host by its name and to prove who it is.",
                    true,
                    paths(
                            R,
                            "/etc/hosts",
                            "/etc/host.conf",
                            "/etc/resolv.conf",
                            "/etc/nsswitch.conf",
                            "/etc/gai.conf",
                            "/etc/services",
                            "/etc/protocols",
                            "/etc/passwd",
                            "/etc/group",
                            "/etc/ssl",
                            "/etc/pki",
                            "/etc/crypto-policies",
                            "/usr/lib/ssl",
                            "/usr/share/ca-certificates",
                            "/run/systemd/resolve")),
            new PathName(
                    "@programs", "Programs of PostgreSQL and of the system, to read and execute.", true, programs()),
            new PathName("@temp", "/tmp and /var/tmp, to read and write.", true, paths(RW, "/tmp", "/var/tmp")),
            new PathName(
                    "@log",
                    "The folder of the server's log, to read.",
                    true,
                    List.of(new Part(Kind.BENEATH, "log_directory", "", R))),
            new PathName(
                    "@config",
                    "The files of the configuration and all of the data directory; to write with :rw, which ALTER SYSTEM needs.",
                    true,
                    config()));

    private final String text;
    private final String description;
    private final boolean takesRights;
    private final List<Part> parts;

    private PathName(String text, String description, boolean takesRights, List<Part> parts) {
        this.text = text;
        this.description = description;
        this.takesRights = takesRights;
        this.parts = List.copyOf(parts);
    }

    /** The name of a text in lower case; null if there is none. */
    static PathName named(String text) {
        for (PathName name : ALL) {
            if (name.text.equals(text)) {
                return name;
            }
        }
        return null;
    }

    /** All names, separated by commas. */
    static String listed() {
        StringBuilder names = new StringBuilder();
        for (PathName name : ALL) {
            names.append(names.length() == 0 ? "" : ", ").append(name.text);
        }
        return names.toString();
    }

    /** As it is written. */
    public String text() {
        return text;
    }

    /** A sentence. */
    public String description() {
        return description;
    }

    /** Whether an element can say which rights it gives; else the parts have different ones. */
    boolean takesRights() {
        return takesRights;
    }

    /** The files that it stands for. */
    public List<Part> parts() {
        return parts;
    }

    private static PathName data() {
        List<Part> parts = new ArrayList<>();
        parts.add(new Part(Kind.BENEATH, DIRECTORY, "", R));
        for (String folder : WRITTEN_FOLDERS) {
            parts.add(new Part(Kind.BENEATH, DIRECTORY, "/" + folder, RW));
        }
        // Every process reads these once more after a reload, wherever they are.
        addFilesOfSettings(parts, R);
        parts.add(new Part(Kind.BENEATH, "stats_temp_directory", "", RW));
        // Parallel query shares memory as files there (dsm_impl.c).
        parts.add(new Part(Kind.BENEATH, "shared_memory", "", RW));
        parts.addAll(paths(RW, "/dev/null"));
        parts.addAll(paths(R, "/dev/urandom", "/dev/random"));
        // A client can say its time zone when it connects; a database can have another locale than the postmaster.
        parts.add(new Part(Kind.BENEATH, "share_directory", "/timezone", R));
        parts.add(new Part(Kind.BENEATH, "share_directory", "/timezonesets", R));
        parts.add(new Part(Kind.BENEATH, "locale_directory", "", R));
        parts.addAll(paths(R, "/usr/share/zoneinfo", "/etc/localtime", "/usr/lib/locale"));
        return new PathName(
                "@data",
                "The data directory and what else every session needs, to read; of the data directory the folders that PostgreSQL writes to, to write.",
                false,
                parts);
    }

    private static List<Part> libraries() {
        List<Part> parts = new ArrayList<>();
        parts.add(new Part(Kind.BENEATH, "package_library_directory", "", R));
        parts.add(new Part(Kind.BENEATH, "library_directory", "", R));
        for (String path : SYSTEM_LIBRARIES) {
            parts.add(new Part(Kind.BENEATH, "", path, R));
        }
        return parts;
    }

    private static List<Part> share() {
        List<Part> parts = new ArrayList<>();
        parts.add(new Part(Kind.BENEATH, "share_directory", "", R));
        // Debian keeps dictionaries there, and links to them from the other folder (pg_updatedicts).
        parts.addAll(paths(R, "/var/cache/postgresql/dicts", "/usr/share/locale", "/usr/share/i18n"));
        return parts;
    }

    private static List<Part> programs() {
        List<Part> parts = new ArrayList<>();
        parts.add(new Part(Kind.BENEATH, "program_directory", "", RX));
        parts.addAll(paths(RX, "/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/libexec"));
        // A program is started by the loader, which is a library that is executed.
        for (String path : SYSTEM_LIBRARIES) {
            parts.add(new Part(Kind.BENEATH, "", path, RX));
        }
        return parts;
    }

    private static List<Part> config() {
        List<Part> parts = new ArrayList<>();
        parts.add(new Part(Kind.BENEATH, DIRECTORY, "", R));
        addFilesOfSettings(parts, R);
        return parts;
    }

    private static void addFilesOfSettings(List<Part> parts, int rights) {
        for (String file : CONFIGURATION) {
            parts.add(new Part(Kind.FOLDER_OF, file, "", rights));
        }
        parts.add(new Part(Kind.FILES_OF_SETTINGS, "", "", rights));
    }

    private static List<Part> paths(int rights, String... paths) {
        List<Part> parts = new ArrayList<>();
        for (String path : paths) {
            parts.add(new Part(Kind.BENEATH, "", path, rights));
        }
        return parts;
    }
}
