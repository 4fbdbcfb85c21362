package org.pgseccomp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A page in a real browser that can be used and asked, by Chromium's DevTools protocol. */
final class ChromiumPage implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PATIENCE_SECONDS = 120;

    private final Process process;
    private final WebSocket socket;
    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private int asked;
    private String session;

    ChromiumPage(Path folder, List<String> command, Path page) throws Exception {
        Path port = folder.resolve("profile/DevToolsActivePort");
        Files.deleteIfExists(port);
        process = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
        for (int i = 0; !Files.exists(port) || Files.readAllLines(port).size() < 2; i++) {
            assertThat(i).as("Chromium starts").isLessThan(10 * PATIENCE_SECONDS);
            Thread.sleep(100);
        }
        List<String> where = Files.readAllLines(port);
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + where.get(0) + where.get(1)), new Listener())
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        JsonNode target = ask("Target.createTarget", Map.of("url", page.toUri().toString()));
        session = ask(
                        "Target.attachToTarget",
                        Map.of("targetId", target.get("targetId").asText(), "flatten", true))
                .get("sessionId")
                .asText();
        // Before that it is a page without an address.
        waitFor("document.readyState === 'complete' && location.protocol === 'file:'");
    }

    /** Frames of a text, put together. */
    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                try {
                    messages.add(JSON.readTree(text.toString()));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    private JsonNode ask(String method, Map<String, Object> parameters) throws Exception {
        asked++;
        Map<String, Object> request = session == null
                ? Map.of("id", asked, "method", method, "params", parameters)
                : Map.of("id", asked, "method", method, "params", parameters, "sessionId", session);
        socket.sendText(JSON.writeValueAsString(request), true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        while (true) {
            JsonNode message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(message).as(method + " is answered").isNotNull();
            if (message.path("id").asInt() == asked) {
                assertThat(message.has("error")).as(message.toString()).isFalse();
                return message.get("result");
            }
        }
    }

    /** What an expression is in the page; a promise is waited for. */
    JsonNode evaluate(String expression) throws Exception {
        JsonNode result =
                ask("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        assertThat(result.has("exceptionDetails")).as(result.toString()).isFalse();
        return result.get("result").path("value");
    }

    /** Waits until an expression is true. */
    void waitFor(String expression) throws Exception {
        for (int i = 0; !evaluate(expression).asBoolean(); i++) {
            assertThat(i).as(expression).isLessThan(10 * PATIENCE_SECONDS);
            Thread.sleep(100);
        }
    }

    /**
     * What axe-core finds in the way of a screen reader or of the keyboard, as far as it says that it is serious.
     *
     * @param parts selectors of what is looked at; none: all, which takes as long as the page has cells
     */
    List<String> seriousViolations(String... parts) throws Exception {
        try (InputStream axe = ChromiumPage.class.getResourceAsStream("/axe.min.js")) {
            evaluate(new String(axe.readAllBytes(), UTF_8));
        }
        if (!evaluate("typeof axe.version").asText().equals("string")) {
            throw new IllegalStateException("axe-core does not run");
        }
        String within =
                parts.length == 0 ? "document" : new ObjectMapper().writeValueAsString(Map.of("include", parts));
        List<String> serious = new ArrayList<>();
        for (JsonNode each : evaluate("axe.run(" + within + ").then(found => found.violations.map("
                + "each => each.impact + ': ' + each.id + ': ' + each.nodes[0].html.slice(0, 200)))")) {
            if (each.asText().matches("(serious|critical): .*")) {
                serious.add(each.asText());
            }
        }
        return serious;
    }

    @Override
    public void close() {
        try {
            // It ends its own processes, which write to its folder until then.
            session = null;
            ask("Browser.close", Map.of());
            process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        } finally {
            socket.abort();
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
