package dev.aisle.query.cache;

import java.time.Duration;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.resource.Delay;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.aisle.query.OnQueryRole;
import dev.aisle.query.QuerySettings;
import dev.aisle.query.readmodel.ReadModel;
import dev.aisle.query.readmodel.Recency;

@Configuration(proxyBeanMethods = false)
class CacheConfiguration {

    /** Bounds what waits for a Redis that hangs. */
    private static final int MOST_UNDER_WAY = 20_000;

    /**
     * Such a part of the local memory is for parts, the rest for whole bodies of products and pages of listings, which
     * answer most reads: their parts are asked for only when a change has made them invalid. Categories, the tree and slugs
     * have no other place.
     */
    private static final int PARTS_DIVISOR = 6;

    private static final Duration RECONNECT = Duration.ofMillis(300);

    /** Without a connection a command fails at once, instead of waiting to be sent to another Redis later. */
    @Bean
    LettuceClientOptionsBuilderCustomizer failFastWithoutRedis() {
        return options -> options.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(MOST_UNDER_WAY);
    }

    /** Without a word Lettuce would wait up to half a minute before it tries again. */
    @Bean
    ClientResourcesBuilderCustomizer reconnectSoon() {
        return resources -> resources.reconnectDelay(Delay.constant(RECONNECT));
    }

    @Bean
    LocalParts localParts(QuerySettings settings, ObjectProvider<MeterRegistry> meters) {
        long size = settings.local().size().toBytes();
        var parts = new LocalParts(size / PARTS_DIVISOR, size);
        meters.ifAvailable(registry -> {
            Gauge.builder("aisle.cache.local.size", parts, LocalParts::weight)
                    .description("What the parts in this node's own memory weigh, about")
                    .baseUnit("bytes")
                    .register(registry);
            Gauge.builder("aisle.cache.local.change", parts, LocalParts::applied)
                    .description("The newest change of the read model that this node's own parts show")
                    .register(registry);
        });
        return parts;
    }

    @Bean
    ReadyBodies readyBodies(ChangeFeed feed, QuerySettings settings, ObjectProvider<MeterRegistry> meters) {
        long size = settings.local().size().toBytes();
        var bodies = new ReadyBodies(new ReadyBodies.States() {

            @Override
            public @Nullable NodeState now() {
                return feed.state();
            }

            @Override
            public ChangeFeed.@Nullable LastKnown lastKnown() {
                return feed.lastKnown(settings.local().staleFor());
            }
        }, size - size / PARTS_DIVISOR);
        meters.ifAvailable(registry -> Gauge.builder("aisle.cache.bodies.size", bodies, ReadyBodies::weight)
                .description("What the whole bodies in this node's own memory weigh, about")
                .baseUnit("bytes")
                .register(registry));
        return bodies;
    }

    @Bean
    ChangeFeed changeFeed(@Qualifier("feedJdbc") JdbcClient jdbc, ReadModel readModel, LocalParts parts,
            QuerySettings settings, Environment environment) {
        return new ChangeFeed(readModel.by(jdbc), parts, follows(settings, environment), settings.local());
    }

    @Bean
    ChangeHints changeHints(LettuceConnectionFactory redis, ChangeFeed feed, QuerySettings settings,
            Environment environment) {
        return new ChangeHints(redis, feed, follows(settings, environment), settings);
    }

    private static boolean follows(QuerySettings settings, Environment environment) {
        return settings.local().size().toBytes() > 0 && OnQueryRole.isHeld(environment);
    }

    @Bean
    PartCache partCache(LettuceConnectionFactory redis, CircuitBreakerRegistry breakers,
            ObjectProvider<MeterRegistry> meters, LocalParts local, ChangeFeed feed, Recency recency,
            QuerySettings settings) {
        var limits = settings.cache().breaker();
        var config = CircuitBreakerConfig.custom()
                .slidingWindowType(SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(limits.window())
                .minimumNumberOfCalls(limits.window() / 2)
                .failureRateThreshold(limits.failureRate())
                .waitDurationInOpenState(limits.openFor())
                .permittedNumberOfCallsInHalfOpenState(3)
                .build();
        var metrics = new CacheMetrics(meters.getIfAvailable(SimpleMeterRegistry::new));
        var link = new RedisLink(redis);
        var breaker = breakers.circuitBreaker("redis", config);
        return new PartCache(local, feed, new RedisParts(link, breaker, recency, metrics, settings),
                new ClusterLoads(new LoadLeases(link, breaker, settings.cache()), metrics), metrics, settings);
    }

    @Bean
    PartInspection partInspection(LettuceConnectionFactory redis, ObjectProvider<PartSource<?>> sources,
            ReadModel readModel, QuerySettings settings) {
        return new RedisPartInspection(new RedisLink(redis), sources.stream().toList(), readModel, settings);
    }

    @Bean
    PartInvalidations partInvalidations(LettuceConnectionFactory redis, QuerySettings settings) {
        return new RedisPartInvalidations(new RedisLink(redis), settings);
    }
}
