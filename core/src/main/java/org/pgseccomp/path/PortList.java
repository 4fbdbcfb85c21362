package org.pgseccomp.path;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.syscall.AsciiCase;

/**
 * A list of TCP ports: {@code none}, or numbers from 1 to 65535 and ranges, {@code '5432, 8000-8010'}. The kernel takes a rule for each
 * port, so that there are not to be too many.
 */
public final class PortList {
    static final int MOST_PORTS = 256;

    private static final String NONE = "none";
    private static final int HIGHEST = 65535;

    private final List<Integer> ports = new ArrayList<>();
    private final List<ListProblem> problems = new ArrayList<>();

    private PortList() {}

    /** Reads a list; what is wrong is part of the result. */
    public static PortList read(String text) {
        PortList list = new PortList();
        ElementScanner scanner = ElementScanner.scan(text);
        if (scanner.problem() != null) {
            list.problems.add(scanner.problem());
            return list;
        }
        boolean[] isThere = new boolean[HIGHEST + 1];
        int count = scanner.elements().size();
        for (ElementScanner.Element element : scanner.elements()) {
            boolean isNone =
                    element.quoted() == null && AsciiCase.lower(element.rest()).equals(NONE);
            if (isNone && count > 1) {
                list.refuse(element, "stands beside others", "Write none alone, or the ports without it.");
            } else if (!isNone) {
                list.add(element, isThere);
            }
        }
        return list;
    }

    /** Each once, in the order of the list. */
    public List<Integer> ports() {
        return List.copyOf(ports);
    }

    /** What is wrong; none if the list can be taken. */
    public List<ListProblem> problems() {
        return List.copyOf(problems);
    }

    private void add(ElementScanner.Element element, boolean[] isThere) {
        String text = element.quoted() == null ? element.rest() : "";
        int hyphen = text.indexOf('-');
        int from = number(hyphen < 0 ? text : text.substring(0, hyphen));
        int to = hyphen < 0 ? from : number(text.substring(hyphen + 1));
        if (from == 0 || to == 0) {
            refuse(element, "is not a port", "Write numbers from 1 to 65535, ranges such as 8000-8010, or none.");
            return;
        }
        if (from > to) {
            refuse(element, "is a range that ends before it begins", "Write " + to + "-" + from + ".");
            return;
        }
        for (int port = from; port <= to; port++) {
            if (!isThere[port] && ports.size() == MOST_PORTS) {
                refuse(
                        element,
                        "makes them more than " + MOST_PORTS + " ports",
                        "The kernel takes a rule for each port.");
                return;
            }
            if (!isThere[port]) {
                ports.add(port);
            }
            isThere[port] = true;
        }
    }

    private void refuse(ElementScanner.Element element, String reason, String hint) {
        problems.add(new ListProblem(element.written(), element.ordinal(), element.position(), reason, hint));
    }

    /** 0 for what is no port. */
    private static int number(String text) {
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9' || number > HIGHEST) {
                return 0;
            }
            number = 10 * number + (digit - '0');
        }
        return number > HIGHEST ? 0 : number;
    }
}
