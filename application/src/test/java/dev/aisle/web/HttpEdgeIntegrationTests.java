package dev.aisle.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

import dev.aisle.AisleTest;

import static org.assertj.core.api.Assertions.assertThat;

/** What clients get that don't keep to HTTP, to the limits, or to the login. */
@AisleTest
class HttpEdgeIntegrationTests {

    private static final String CREDENTIALS = "Basic " + Base64.getEncoder()
            .encodeToString(("admin:" + AisleTest.ADMIN_PASSWORD).getBytes(StandardCharsets.UTF_8));

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @LocalServerPort
    int port;

    @ParameterizedTest
    @ValueSource(strings = {"/admin", "/admin/v1/categories", "/admin/v1/nothing", "/admin/v1/journal",
        "/admin/../admin/v1/products", "/admin/v1/imports"})
    void nothingUnderAdminWithoutTheLogin(String path) throws Exception {
        var answer = send(request(path).GET());

        assertThat(answer.statusCode()).isIn(400, 401);
        assertThat(answer.body()).contains("urn:aisle:problem:").doesNotContain("\"categories\"");
    }

    @Test
    void aWrongPasswordIsRefusedAgainAfterARightOne() throws Exception {
        var right = request("/admin/v1/categories").header("Authorization", CREDENTIALS);
        var wrong = request("/admin/v1/categories").header("Authorization",
                "Basic " + Base64.getEncoder().encodeToString("admin:wrong".getBytes(StandardCharsets.UTF_8)));

        assertThat(send(right.GET()).statusCode()).isEqualTo(200);
        assertThat(send(wrong.GET()).statusCode()).isEqualTo(401);
        assertThat(send(right.GET()).statusCode()).isEqualTo(200);
    }

    @Test
    void aWriteFromAnotherSitesPageIsRefused() throws Exception {
        var answer = send(request("/admin/v1/categories").header("Authorization", CREDENTIALS)
                .header("Sec-Fetch-Site", "cross-site").header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"name\": \"Forged\"}")));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("urn:aisle:problem:forbidden");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /v1/products/a%2Fb HTTP/1.1", "GET /v1/products/%00 HTTP/1.1",
        "GET /v1/products/a|b HTTP/1.1", "GET /v1/products/%zz HTTP/1.1", "GET /v1/products/\u0001 HTTP/1.1",
        "NONSENSE", "GET /v1/products/a;b=c HTTP/1.1", "GET //v1//products HTTP/1.1"})
    void aRequestThatIsNoneIsAProblemToo(String line) throws Exception {
        var answer = raw(line + "\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 4").contains("application/problem+json")
                .contains("urn:aisle:problem:").doesNotContain("<html").doesNotContain("Tomcat");
    }

    @Test
    void headersBeyondTheLimitAreAProblem() throws Exception {
        var answer = raw("GET /v1/categories HTTP/1.1\r\nHost: localhost\r\nX-Long: " + "x".repeat(100_000)
                + "\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 4").doesNotContain("<html");
    }

    @Test
    void anAnnouncedGigabyteIsRefusedBeforeItIsRead() throws Exception {
        var answer = raw("""
                PUT /admin/v1/products/huge HTTP/1.1\r
                Host: localhost\r
                Authorization: %s\r
                Content-Type: application/json\r
                Content-Length: 1073741824\r
                Connection: close\r
                \r
                {"name": \"""".formatted(CREDENTIALS));

        assertThat(answer).startsWith("HTTP/1.1 413").contains("urn:aisle:problem:too-large");
    }

    /** Whether the client still sees the problem depends on whether it reads while it sends. */
    @Test
    void anEndlessBodyIsCutOff() throws Exception {
        var endless = new Endless();
        try {
            var answer = send(request("/admin/v1/products/huge").header("Authorization", CREDENTIALS)
                    .header("Content-Type", "application/json").PUT(BodyPublishers.ofInputStream(() -> endless)));
            assertThat(answer.statusCode()).isEqualTo(413);
        } catch (IOException cutOff) {
            assertThat(cutOff).isNotInstanceOf(java.net.http.HttpTimeoutException.class);
        }
        assertThat(endless.sent).isLessThan(64_000_000);
        assertThat(send(request("/admin/v1/products/huge").header("Authorization", CREDENTIALS).GET()).statusCode())
                .isEqualTo(404);
    }

    @Test
    void anIdOfTheRequestIsKeptAndAStrangeOneIsNot() throws Exception {
        var kept = send(request("/admin/v1/categories").header("Authorization", CREDENTIALS)
                .header("X-Request-Id", "shop-42").GET());
        var replaced = send(request("/admin/v1/categories").header("Authorization", CREDENTIALS)
                .header("X-Request-Id", "a b\"c").GET());

        assertThat(kept.headers().firstValue("X-Request-Id")).hasValue("shop-42");
        assertThat(replaced.headers().firstValue("X-Request-Id")).get().asString().hasSize(36);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return this.http.send(request.build(), BodyHandlers.ofString());
    }

    private String raw(String text) throws IOException {
        try (var socket = new Socket("localhost", this.port)) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return untilItsJsonEnds(socket.getInputStream());
        }
    }

    /** A server that refuses a body may keep the connection for a while, to let the client finish. */
    private static String untilItsJsonEnds(InputStream answer) throws IOException {
        var text = new StringBuilder();
        for (int read = answer.read(); read >= 0; read = answer.read()) {
            text.append((char) read);
            if (read == '}') {
                break;
            }
        }
        return text.toString();
    }

    /** A JSON text that never ends. */
    private static final class Endless extends InputStream {

        private static final byte[] BEGIN = "{\"name\": \"".getBytes(StandardCharsets.UTF_8);

        private volatile long sent;

        @Override
        public int read() {
            long at = this.sent++;
            return (at < BEGIN.length) ? BEGIN[(int) at] : 'x';
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            for (int i = 0; i < length; i++) {
                target[offset + i] = (byte) read();
            }
            return length;
        }

    }

}
