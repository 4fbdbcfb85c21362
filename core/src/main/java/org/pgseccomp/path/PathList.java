package org.pgseccomp.path;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.syscall.AsciiCase;
import org.pgseccomp.syscall.NearestName;

/**
 * A list of files: names and absolute paths, each with rights behind a colon or without.
 *
 * <pre>
 *   '@data, @share, /srv/export:rw, "/srv/with a blank":r, "/usr/bin/env":rx'
 * </pre>
 *
 * <p>A path stands for the file, or for the folder and all that is beneath it. What stands in double quotes is a path as it is, colons and all.
 * Paths have no {@code .} and {@code ..}, so that one that is beneath another can be seen to be.
 */
public final class PathList {
    /** What is more makes every connection slow: a rule for each. */
    static final int MOST_ELEMENTS = 500;

    /** PATH_MAX in linux/limits.h, with the 0 at the end. */
    private static final int LONGEST_PATH = 4095;

    private static final String RIGHTS =
            "Rights are r, rw, rx and rwx; a path with a colon in it stands in double quotes.";

    private final List<PathElement> elements = new ArrayList<>();
    private final List<ListProblem> problems = new ArrayList<>();

    private PathList() {}

    /** Reads a list; what is wrong is part of the result. */
    public static PathList read(String text) {
        PathList list = new PathList();
        ElementScanner scanner = ElementScanner.scan(text);
        if (scanner.problem() != null) {
            list.problems.add(scanner.problem());
            return list;
        }
        for (ElementScanner.Element element : scanner.elements()) {
            list.add(element);
        }
        if (list.elements.size() > MOST_ELEMENTS) {
            PathElement first = list.elements.get(MOST_ELEMENTS);
            list.problems.add(new ListProblem(
                    first.written(),
                    first.ordinal(),
                    first.position(),
                    "is one of more than " + MOST_ELEMENTS,
                    "Name a folder that has several of them."));
        }
        return list;
    }

    /** The elements that can be read, in their order. */
    public List<PathElement> elements() {
        return List.copyOf(elements);
    }

    /** What is wrong with the others; none if the list can be taken. */
    public List<ListProblem> problems() {
        return List.copyOf(problems);
    }

    /** Whether one of the elements is a name. */
    public boolean has(PathName name) {
        return first(name) != null;
    }

    /** The first element that is a name; null if there is none. */
    public PathElement first(PathName name) {
        for (PathElement element : elements) {
            if (element.name() == name) {
                return element;
            }
        }
        return null;
    }

    private void add(ElementScanner.Element element) {
        String what = element.quoted();
        String suffix = element.rest();
        if (what == null) {
            int colon = element.rest().lastIndexOf(':');
            what = colon < 0 ? element.rest() : element.rest().substring(0, colon);
            suffix = colon < 0 ? "" : element.rest().substring(colon);
        }
        int rights = 0;
        if (!suffix.isEmpty()) {
            rights = suffix.charAt(0) == ':' ? Rights.of(AsciiCase.lower(suffix.substring(1))) : 0;
            if (rights == 0) {
                refuse(element, "has rights that there are not", RIGHTS);
                return;
            }
        }
        if (element.quoted() == null && what.startsWith("@")) {
            addName(element, AsciiCase.lower(what), rights);
        } else {
            addPath(element, what, rights);
        }
    }

    private void addName(ElementScanner.Element element, String text, int rights) {
        PathName name = PathName.named(text);
        if (name == null) {
            NearestName nearest = new NearestName(text);
            for (PathName known : PathName.ALL) {
                nearest.offer(known.text());
            }
            refuse(
                    element,
                    "is not a name of files",
                    nearest.nearest() == null
                            ? "The names are " + PathName.listed() + "."
                            : "Did you mean \"" + nearest.nearest() + "\"?");
        } else if (rights != 0 && !name.takesRights()) {
            refuse(element, "has rights, and what it stands for has rights of its own", "Write " + name.text() + ".");
        } else {
            elements.add(new PathElement(name, null, rights, element.written(), element.ordinal(), element.position()));
        }
    }

    private void addPath(ElementScanner.Element element, String text, int rights) {
        if (!text.startsWith("/")) {
            refuse(
                    element,
                    "is not an absolute path",
                    "Write a path from / on, or one of the names " + PathName.listed() + ".");
            return;
        }
        if (text.length() > LONGEST_PATH) {
            refuse(element, "is longer than a path can be", "");
            return;
        }
        String path = normal(text);
        if (path == null) {
            refuse(element, "has \".\" or \"..\" in its path", "Write the path that is meant.");
            return;
        }
        elements.add(new PathElement(
                null,
                path,
                rights == 0 ? Rights.READ : rights,
                element.written(),
                element.ordinal(),
                element.position()));
    }

    private void refuse(ElementScanner.Element element, String reason, String hint) {
        problems.add(new ListProblem(element.written(), element.ordinal(), element.position(), reason, hint));
    }

    /** Without slashes that are too many; null if a part is {@code .} or {@code ..}. */
    private static String normal(String text) {
        StringBuilder path = new StringBuilder(text.length());
        int from = 0;
        while (from < text.length()) {
            int to = text.indexOf('/', from);
            to = to < 0 ? text.length() : to;
            String part = text.substring(from, to);
            if (part.equals(".") || part.equals("..")) {
                return null;
            }
            if (!part.isEmpty()) {
                path.append('/').append(part);
            }
            from = to + 1;
        }
        return path.length() == 0 ? "/" : path.toString();
    }
}
