package dev.aisle.sync.purging;

import java.time.Duration;
import java.util.List;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import dev.aisle.query.surrogate.ProxySettings;
import dev.aisle.sync.SyncRole;
import dev.aisle.sync.SyncSettings;
import dev.aisle.sync.following.Follower;

/** Purges the proxies, each on a thread of its own: one that is slow or gone holds up no other, and nobody else. */
@SyncRole
@Component
class Purger implements SmartLifecycle {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final List<Proxy> proxies;

    private final List<Follower> followers;

    Purger(@Qualifier("syncJdbc") JdbcClient jdbc, ProxySettings proxies, SyncSettings settings,
            PurgingMetrics metrics) {
        var purging = settings.purging();
        if (proxies.arePurged() && purging.repeatAfter().stream()
                .noneMatch(delay -> delay.compareTo(proxies.freshWithin()) > 0)) {
            throw new IllegalArgumentException(
                    "aisle.sync.purging.repeat-after holds nothing longer than aisle.proxies.fresh-within (%s): an answer that was made before a change could come after its last purge, and stay"
                            .formatted(proxies.freshWithin()));
        }
        this.proxies = proxies.purgeUrls().stream().map(url -> new Proxy(url, purging.timeout())).toList();
        this.proxies.forEach(metrics::isCurrent);
        this.followers = this.proxies.stream()
                .map(proxy -> new Follower("aisle-purger-" + proxy.url().getAuthority(), "Purging " + proxy.url(),
                        purging.beat(), purging.maxBackoff(),
                        new Purge(new JdbcPurges(jdbc), proxy, purging, metrics)::next, metrics::failed))
                .toList();
    }

    @Override
    public void start() {
        this.followers.forEach(Follower::start);
    }

    @Override
    public void stop() {
        this.followers.forEach(follower -> follower.stop(PATIENCE));
    }

    @Override
    public boolean isRunning() {
        return this.followers.stream().anyMatch(Follower::isRunning);
    }

}
