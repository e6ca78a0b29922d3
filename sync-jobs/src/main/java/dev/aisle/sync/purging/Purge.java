package dev.aisle.sync.purging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.aisle.sync.SyncSettings;
import dev.aisle.sync.purging.JdbcPurges.Next;
import dev.aisle.sync.purging.Wave.Reach;

/**
 * One turn of purging one proxy. What is noted of it never runs ahead of what it answered: killed in between, the next
 * turn, here or elsewhere, tells it again.
 */
final class Purge {

    private static final Logger log = LoggerFactory.getLogger(Purge.class);

    private static final String HOLDER = UUID.randomUUID().toString();

    /** Longer than any turn without an answer from the proxy; a frozen holder is followed by another after it. */
    private static final int LEASE_IN_TIMEOUTS = 3;

    private final JdbcPurges purges;

    private final Proxy proxy;

    private final SyncSettings.Purging settings;

    private final PurgingMetrics metrics;

    Purge(JdbcPurges purges, Proxy proxy, SyncSettings.Purging settings, PurgingMetrics metrics) {
        this.purges = purges;
        this.proxy = proxy;
        this.settings = settings;
        this.metrics = metrics;
    }

    /** Does what is due, and tells whether there is more of it. */
    boolean next() {
        var reach = this.purges.reach(this.settings.patience());
        var waves = waves();
        if (waves.stream().noneMatch(wave -> isAtWork(wave, waves, reach))) {
            this.metrics.isCurrent(this.proxy);
            return false;
        }
        if (!this.purges.claim(this.proxy.url(), HOLDER, this.settings.timeout().multipliedBy(LEASE_IN_TIMEOUTS))) {
            return false;
        }
        boolean more = false;
        for (int number = 0; number < waves.size(); number++) {
            var wave = advance(waves.get(number), before(number, waves, reach));
            waves.set(number, wave);
            more |= wave.due() && wave.target() != null;
        }
        if (!waves.getFirst().isBehind(reach)) {
            this.metrics.isCurrent(this.proxy);
        }
        return more;
    }

    private List<Wave> waves() {
        var waves = new ArrayList<Wave>();
        for (int number = 0; number <= this.settings.repeatAfter().size(); number++) {
            waves.add(Wave.first(number));
        }
        this.purges.waves(this.proxy.url()).stream().filter(known -> known.number() < waves.size())
                .forEach(known -> waves.set(known.number(), known));
        return waves;
    }

    private static Reach before(int number, List<Wave> waves, Reach reach) {
        return (number == 0) ? reach : waves.get(number - 1).told();
    }

    private static boolean isAtWork(Wave wave, List<Wave> waves, Reach reach) {
        return (wave.target() == null) ? wave.isBehind(before(wave.number(), waves, reach)) : wave.due();
    }

    private Wave advance(Wave wave, Reach before) {
        var aimed = wave;
        if (wave.target() == null && wave.isBehind(before)) {
            aimed = wave.aimingAt(before, wave.number() == 0);
            if (!aimed.due()) {
                this.purges.write(this.proxy.url(), aimed, delay(wave));
            }
        }
        var target = aimed.target();
        if (target == null || !aimed.due()) {
            return aimed;
        }
        var told = aimed.cameTo(tell(aimed, target));
        this.purges.write(this.proxy.url(), told, delay(wave));
        return told;
    }

    private Duration delay(Wave wave) {
        return (wave.number() == 0) ? Duration.ZERO : this.settings.repeatAfter().get(wave.number() - 1);
    }

    private Reach tell(Wave wave, Reach target) {
        var told = wave.told();
        if (target.epoch() != told.epoch()) {
            return everything(wave, target, "the read model is another one");
        }
        if (target.seq() - told.seq() > this.settings.maxBehind()) {
            return everything(wave, target, "%d changes are too many".formatted(target.seq() - told.seq()));
        }
        var next = this.purges.next(told.seq(), target.seq(), this.settings.maxKeys());
        if (!next.complete()) {
            return everything(wave, target, "changes after %d are not known any longer".formatted(told.seq()));
        }
        return byKey(next, target);
    }

    private Reach byKey(Next next, Reach target) {
        this.proxy.purge(next.keys());
        this.metrics.told(next.keys().size());
        return new Reach(target.epoch(), next.last());
    }

    private Reach everything(Wave wave, Reach target, String why) {
        this.proxy.purge(PurgeKeys.everything());
        this.metrics.toldEverything();
        if (wave.number() == 0) {
            log.info("The proxy {} was told to forget everything: {}", this.proxy.url(), why);
        }
        return target;
    }

}
