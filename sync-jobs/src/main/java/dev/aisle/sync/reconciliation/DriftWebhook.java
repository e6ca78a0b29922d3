package dev.aisle.sync.reconciliation;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

import dev.aisle.sync.SyncRole;

/**
 * Posts what differed to whoever wants to know. The signature is the HMAC-SHA256, with the secret, of the timestamp, a
 * dot and the body: a receiver that checks both knows who sent it and when. That it can't be sent fails nothing.
 */
@SyncRole
@Component
class DriftWebhook {

    static final String TIMESTAMP = "Aisle-Timestamp";

    static final String SIGNATURE = "Aisle-Signature";

    private static final Logger log = LoggerFactory.getLogger(DriftWebhook.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    private final ReconciliationSettings.Webhook settings;

    private final JsonMapper json;

    DriftWebhook(ReconciliationSettings settings, JsonMapper json) {
        this.settings = settings.webhook();
        this.json = json;
    }

    /**
     * What is sent.
     *
     * @param event what it is about
     * @param reconciliation the figures
     * @param findings what differed
     */
    record Message(String event, Reconciliation reconciliation, List<Findings.Group> findings) {

    }

    void send(Reconciliation reconciliation, List<Findings.Group> findings) {
        var url = this.settings.url();
        if (url == null) {
            return;
        }
        var body = this.json.writeValueAsString(new Message("drift", reconciliation, findings));
        try (var client = HttpClient.newBuilder().connectTimeout(this.settings.timeout())
                .followRedirects(Redirect.NEVER).build()) {
            for (int attempt = 1; attempt <= this.settings.attempts(); attempt++) {
                if (attempt > 1) {
                    Thread.sleep(FIRST_PAUSE.multipliedBy(1L << (attempt - 2)));
                }
                if (post(client, url, body)) {
                    return;
                }
            }
            log.warn("The webhook {} could not be told of drift after {} attempts", url.getHost(),
                    this.settings.attempts());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean post(HttpClient client, URI url, String body) throws InterruptedException {
        var timestamp = String.valueOf(Instant.now().getEpochSecond());
        var request = HttpRequest.newBuilder(url).timeout(this.settings.timeout())
                .header("Content-Type", "application/json").header(TIMESTAMP, timestamp)
                .header(SIGNATURE, "v1=" + signature(this.settings.secret(), timestamp, body))
                .POST(BodyPublishers.ofString(body)).build();
        try {
            int status = client.send(request, BodyHandlers.discarding()).statusCode();
            if (status / 100 == 2) {
                return true;
            }
            log.info("The webhook {} answered {}", url.getHost(), status);
        } catch (IOException ex) {
            log.info("The webhook {} could not be reached", url.getHost(), ex);
        }
        return false;
    }

    static String signature(String secret, String timestamp, String body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal((timestamp + '.' + body).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException ex) {
            throw new IllegalStateException("every JDK has HmacSHA256", ex);
        }
    }

}
