package org.pgseccomp.cli;

/** Builds a page. All that is not a tag goes through {@link #text}, so that whatever a role or a program is called is shown and never obeyed. */
final class Html {
    private final StringBuilder page = new StringBuilder();
    private String part = "";

    /** Names the part of the page that follows: of several tables with one caption, a screen reader says which part each is in. */
    void part(String name) {
        part = name;
    }

    /** Markup of our own. */
    Html raw(String markup) {
        page.append(markup);
        return this;
    }

    /** A text, whoever wrote it. */
    Html text(String text) {
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> page.append("&amp;");
                case '<' -> page.append("&lt;");
                case '>' -> page.append("&gt;");
                case '"' -> page.append("&quot;");
                case '\'' -> page.append("&#39;");
                default -> page.appendCodePoint(isHidden(c) ? '\ufffd' : c);
            }
        });
        return this;
    }

    /** A text that a script reads again: ends of lines and tabs are written so that they stay. */
    Html attribute(String text) {
        text.lines().forEach(line -> {
            String[] parts = line.split("\t", -1);
            for (int i = 0; i < parts.length; i++) {
                raw(i == 0 ? "" : "&#9;").text(parts[i]);
            }
            raw("&#10;");
        });
        return this;
    }

    /** What a page cannot have, and what would turn the direction of the text around it or hide in it. */
    private static boolean isHidden(int c) {
        return (Character.isISOControl(c) && c != '\n')
                || Character.getType(c) == Character.FORMAT
                || Character.getType(c) == Character.SURROGATE
                || (c & 0xfffe) == 0xfffe;
    }

    /** An element with a text in it. */
    Html element(String name, String text) {
        return raw("<" + name + ">").text(text).raw("</" + name + ">");
    }

    /** Of a list of sections, the one that leads to a section. */
    Html link(String section, String text) {
        return raw("<li><a href=\"#" + section + "\">").text(text).raw("</a></li>");
    }

    /** Begins a section, with a heading. */
    Html section(String id, String heading) {
        return raw("<section id=\"" + id + "\" aria-labelledby=\"h-" + id + "\"><h2 id=\"h-" + id + "\">")
                .text(heading)
                .raw("</h2>\n");
    }

    Html endSection() {
        return raw("</section>\n");
    }

    /** The cells of a row of a table; the first one is its head. */
    Html row(String... cells) {
        raw("<tr>");
        for (int i = 0; i < cells.length; i++) {
            raw(i == 0 ? "<th scope=\"row\">" : "<td>").text(cells[i]).raw(i == 0 ? "</th>" : "</td>");
        }
        return raw("</tr>\n");
    }

    /** Begins a table that can be scrolled with the keyboard where it is too wide, and its row of heads. */
    Html table(String caption, String... heads) {
        raw("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"")
                .text(part + caption)
                .raw("\"><table>");
        element("caption", caption).raw("<thead><tr>");
        for (String head : heads) {
            raw("<th scope=\"col\">").text(head).raw("</th>");
        }
        return raw("</tr></thead><tbody>\n");
    }

    Html endTable() {
        return raw("</tbody></table></div>\n");
    }

    @Override
    public String toString() {
        return page.toString();
    }
}
