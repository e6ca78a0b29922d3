package dev.aisle.query.cache;

import java.time.Duration;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.resource.Delay;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import dev.aisle.query.QuerySettings;

@Configuration(proxyBeanMethods = false)
class CacheConfiguration {

    /** Bounds what waits for a Redis that hangs. */
    private static final int MOST_UNDER_WAY = 20_000;

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
    PartCache partCache(LettuceConnectionFactory redis, CircuitBreakerRegistry breakers,
            ObjectProvider<MeterRegistry> meters, QuerySettings settings) {
        var limits = settings.cache().breaker();
        var config = CircuitBreakerConfig.custom()
                .slidingWindowType(SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(limits.window())
                .minimumNumberOfCalls(limits.window() / 2)
                .failureRateThreshold(limits.failureRate())
                .waitDurationInOpenState(limits.openFor())
                .permittedNumberOfCallsInHalfOpenState(3)
                .build();
        return new PartCache(new RedisLink(redis), breakers.circuitBreaker("redis", config),
                new CacheMetrics(meters.getIfAvailable(SimpleMeterRegistry::new)), settings);
    }

    @Bean
    PartInspection partInspection(LettuceConnectionFactory redis, ObjectProvider<PartSource<?>> sources,
            QuerySettings settings) {
        return new RedisPartInspection(new RedisLink(redis), sources.stream().toList(), settings);
    }

    @Bean
    PartInvalidations partInvalidations(LettuceConnectionFactory redis, QuerySettings settings) {
        return new RedisPartInvalidations(new RedisLink(redis), settings);
    }
}
