package io.teal.admin.http.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.teal.admin.http.page.Browser.Visit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, which keeps to the policy that is sent with it. */
@Tag("browser")
class PageIT {
    private final String page = DocumentPage.of(Described.real());
    private final List<String> asked = new CopyOnWriteArrayList<>();

    @TempDir
    Path directory;

    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> answer(exchange, page, DocumentPage.policy()));
        server.createContext(
                "/other", exchange -> answer(exchange, page.replace("<style>", "<style>p{}"), DocumentPage.policy()));
        server.createContext(
                "/scripted",
                exchange -> answer(
                        exchange,
                        page.replace("</main>", "<p id=\"ran\">no</p><script>ran.textContent='yes'</script></main>"),
                        DocumentPage.policy()));
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void theBrowserFindsNothingToComplainAboutAndAsksForNothingElse() throws Exception {
        // When
        Visit visit = open("/api/v1/docs#switchTraffic");

        // Then
        assertThat(visit.exit()).isZero();
        assertThat(visit.console()).isEmpty();
        assertThat(asked).containsExactly("/api/v1/docs");
        assertThat(visit.dom())
                .contains("<h3 id=\"switchTraffic\">", "<title>Teal admin API 1</title>")
                .doesNotContain("<script");
    }

    @Test
    void theBrowserReadsTheSameAsIsWritten() throws Exception {
        // When
        Visit visit = open("/api/v1/docs");

        // Then
        assertThat(elements(visit.dom())).isEqualTo(elements(page));
    }

    @Test
    void anotherStyleSheetIsNotLetIn() throws Exception {
        assertThat(open("/other").console())
                .anySatisfy(line -> assertThat(line).contains("Content Security Policy", "style"));
    }

    @Test
    void aScriptIsNotRun() throws Exception {
        // When
        Visit visit = open("/scripted");

        // Then
        assertThat(visit.dom()).contains("<p id=\"ran\">no</p>");
        assertThat(visit.console()).anySatisfy(line -> assertThat(line).contains("Content Security Policy", "script"));
    }

    private Visit open(String path) throws Exception {
        return new Browser(directory)
                .open("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    /** The beginnings and ends of all elements; the browser would move what stands where HTML does not let it stand. */
    private static List<String> elements(String text) {
        String body = text.substring(text.indexOf("<body>"), text.indexOf("</body>"));
        return List.of(body.replaceAll(" />", ">").replaceAll(">[^<]*", ">").split("(?<=>)", -1));
    }

    private void answer(HttpExchange exchange, String text, String policy) throws IOException {
        asked.add(exchange.getRequestURI().getPath());
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
        exchange.getResponseHeaders().add("Content-Security-Policy", policy);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
