package dev.aisle.sync.purging;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

import dev.aisle.query.surrogate.SurrogateKeys;
import dev.aisle.sync.following.UnavailableException;

/** One proxy, told over HTTP which keys to forget. */
final class Proxy {

    private final HttpClient client;

    private final URI url;

    private final Duration timeout;

    Proxy(URI url, Duration timeout) {
        this.url = url;
        this.timeout = timeout;
        this.client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(timeout).build();
    }

    URI url() {
        return this.url;
    }

    void purge(PurgeKeys keys) {
        keys.headers().forEach(this::purge);
    }

    private void purge(String header) {
        var request = HttpRequest.newBuilder(this.url).method("PURGE", BodyPublishers.noBody()).timeout(this.timeout)
                .header(SurrogateKeys.HEADER, header).build();
        try {
            int status = this.client.send(request, BodyHandlers.discarding()).statusCode();
            if (status / 100 != 2) {
                throw new UnavailableException("the proxy %s answered PURGE with %d".formatted(this.url, status));
            }
        } catch (IOException ex) {
            throw new UnavailableException("the proxy %s doesn't answer PURGE: %s".formatted(this.url, ex));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted while the proxy %s was purged".formatted(this.url));
        }
    }

}
