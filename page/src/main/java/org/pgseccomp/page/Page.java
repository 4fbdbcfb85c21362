package org.pgseccomp.page;

import org.teavm.jso.browser.Window;
import org.teavm.jso.dom.html.HTMLDocument;
import org.teavm.jso.dom.html.HTMLElement;
import org.teavm.jso.dom.html.HTMLTextAreaElement;

/** The section of the report in which lines can be tried. Whatever is shown is shown as text. */
public final class Page {
    /** Somebody who types is not answered for each key. */
    private static final int PAUSE_MILLISECONDS = 400;

    private final HTMLDocument document;
    private final HTMLTextAreaElement text;
    private final String lines;
    private final Trial.Original original;
    private int waiting;

    private Page(HTMLDocument document, HTMLElement section) {
        this.document = document;
        text = (HTMLTextAreaElement) document.getElementById("trial");
        lines = text.getValue();
        original = Trial.Original.of(
                PageData.architectureOf(section.getAttribute("data-architecture")),
                PageData.factsOf(section.getAttribute("data-facts")),
                lines);
    }

    /** Begins when the page was loaded. */
    public static void main(String[] arguments) {
        HTMLDocument document = Window.current().getDocument();
        HTMLElement section = document.getElementById("try");
        Page page = new Page(document, section);
        section.removeAttribute("hidden");
        document.getElementById("link-try").removeAttribute("hidden");
        page.text.addEventListener("input", event -> page.showSoon());
        document.getElementById("trial-back").addEventListener("click", event -> page.back());
        page.show();
    }

    private void showSoon() {
        Window.clearTimeout(waiting);
        waiting = Window.setTimeout(this::show, PAUSE_MILLISECONDS);
    }

    private void back() {
        text.setValue(lines);
        show();
    }

    private void show() {
        Trial trial = Trial.of(original, text.getValue());
        document.getElementById("trial-verdict").setTextContent(trial.verdict() + " " + trial.attacks());
        showMessages(trial);
        HTMLElement changes = emptied("trial-changes");
        for (Trial.Changed each : trial.changes()) {
            changes.appendChild(element("h4", each.who()));
            HTMLElement list = document.createElement("ul");
            for (String line : each.lines()) {
                list.appendChild(element("li", line));
            }
            changes.appendChild(list);
        }
    }

    private void showMessages(Trial trial) {
        HTMLElement messages = emptied("trial-messages");
        for (Trial.Message each : trial.messages()) {
            String place = each.line() == 0 ? "" : "line " + each.line() + ": ";
            HTMLElement item = element("li", place + each.severity() + ": " + each.text());
            if (!each.detail().isEmpty()) {
                item.appendChild(element("p", "DETAIL: " + each.detail()));
            }
            if (!each.hint().isEmpty()) {
                item.appendChild(element("p", "HINT: " + each.hint()));
            }
            messages.appendChild(item);
        }
    }

    private HTMLElement emptied(String id) {
        HTMLElement element = document.getElementById(id);
        element.setTextContent("");
        return element;
    }

    private HTMLElement element(String name, String content) {
        HTMLElement element = document.createElement(name);
        element.setTextContent(content);
        return element;
    }
}
