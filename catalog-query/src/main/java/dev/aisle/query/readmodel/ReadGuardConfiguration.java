package dev.aisle.query.readmodel;

import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.function.Supplier;
import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.TransientDataAccessException;

import dev.aisle.query.QuerySettings;

/**
 * Guards readers' statements: so many at once, none at all for a while after many failed or were slow, and a second try
 * where only the connection broke. On the primary, where that is another database, much fewer at once and so many a
 * second. How long a statement may take, the connection says itself.
 */
@Configuration(proxyBeanMethods = false)
class ReadGuardConfiguration {

    private static final Logger log = LoggerFactory.getLogger(ReadGuardConfiguration.class);

    private static final String NAME = "read-model";

    private static final String RESERVE = "read-model-reserve";

    @Bean
    ReadGuard readGuard(CircuitBreakerRegistry breakers, BulkheadRegistry bulkheads, RetryRegistry retries,
            @Qualifier("queryDataSource") ObjectProvider<DataSource> pools, QuerySettings settings) {
        var limits = settings.readModel();
        var breaker = breaker(breakers, NAME, limits.breaker(), limits.slowAfter());
        var bulkhead = bulkheads.bulkhead(NAME, BulkheadConfig.custom()
                .maxConcurrentCalls(limits.atOnce())
                .maxWaitDuration(limits.waitAtMost())
                .build());
        var retry = retries.retry(NAME, RetryConfig.custom()
                .maxAttempts(1 + limits.retries())
                .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(limits.retryAfter(), 2))
                .retryOnException(ReadGuardConfiguration::isBrokenConnection)
                .build());
        retry.getEventPublisher().onRetry(_ -> pools.ifAvailable(ReadGuardConfiguration::forgetConnections));
        return new Guard(breaker, bulkhead, retry);
    }

    /** The primary has editors and the projector to serve: what readers get there is little, and none of it on credit. */
    @Bean(defaultCandidate = false)
    ReadGuard reserveGuard(CircuitBreakerRegistry breakers, BulkheadRegistry bulkheads, RateLimiterRegistry rates,
            QuerySettings settings) {
        var limits = settings.readModel().reserve();
        var breaker = breaker(breakers, RESERVE, limits.breaker(), settings.readModel().slowAfter());
        var bulkhead = bulkheads.bulkhead(RESERVE, BulkheadConfig.custom()
                .maxConcurrentCalls(limits.atOnce())
                .maxWaitDuration(limits.waitAtMost())
                .build());
        var rate = rates.rateLimiter(RESERVE, RateLimiterConfig.custom()
                .limitForPeriod(limits.perSecond())
                .limitRefreshPeriod(Duration.ofSeconds(1))
                .timeoutDuration(Duration.ZERO)
                .build());
        return new Budget(breaker, bulkhead, rate);
    }

    private static CircuitBreaker breaker(CircuitBreakerRegistry breakers, String name, QuerySettings.Breaker limits,
            Duration slowAfter) {
        var breaker = breakers.circuitBreaker(name, CircuitBreakerConfig.custom()
                .slidingWindowSize(limits.window())
                .minimumNumberOfCalls(limits.window() / 2)
                .failureRateThreshold(limits.failureRate())
                .slowCallDurationThreshold(slowAfter)
                .slowCallRateThreshold(limits.failureRate())
                .waitDurationInOpenState(limits.openFor())
                .permittedNumberOfCallsInHalfOpenState(3)
                .recordException(ReadGuardConfiguration::isOutage)
                // neither good nor bad: counted as good, they would hide that nothing is answered
                .ignoreExceptions(BulkheadFullException.class, RequestNotPermitted.class)
                .build());
        breaker.getEventPublisher()
                .onStateTransition(event -> log.warn("Reads of the {}: breaker {}", name.replace('-', ' '),
                        event.getStateTransition()));
        return breaker;
    }

    private record Budget(CircuitBreaker breaker, Bulkhead bulkhead, RateLimiter rate) implements ReadGuard {

        /** A place comes first: whoever gets none must not use up the rate. */
        @Override
        public <T> T run(Supplier<T> read) {
            return available(() -> this.breaker.executeSupplier(
                    () -> this.bulkhead.executeSupplier(() -> this.rate.executeSupplier(read))));
        }
    }

    private record Guard(CircuitBreaker breaker, Bulkhead bulkhead, Retry retry) implements ReadGuard {

        @Override
        public <T> T run(Supplier<T> read) {
            return available(() -> this.retry.executeSupplier(
                    () -> this.breaker.executeSupplier(() -> this.bulkhead.executeSupplier(read))));
        }
    }

    private static <T> T available(Supplier<T> read) {
        try {
            return read.get();
        } catch (CallNotPermittedException ex) {
            throw new ReadModelUnavailableException("the read model is left alone for a while", ex);
        } catch (BulkheadFullException | RequestNotPermitted ex) {
            throw new ReadModelUnavailableException("the read model has enough to do", ex);
        } catch (RuntimeException ex) {
            if (isOutage(ex)) {
                throw new ReadModelUnavailableException("the read model's database doesn't answer", ex);
            }
            throw ex;
        }
    }

    private static boolean isOutage(Throwable ex) {
        return ex instanceof DataAccessResourceFailureException || ex instanceof QueryTimeoutException
                || ex instanceof TransientDataAccessException;
    }

    /**
     * The server ended it or the network did: another connection may be as good as ever. What took too long is not tried
     * again.
     */
    private static boolean isBrokenConnection(Throwable ex) {
        boolean broken = false;
        for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException || cause instanceof SQLTransientConnectionException) {
                return false;
            }
            broken |= cause instanceof SQLException sql && sql.getSQLState() != null
                    && (sql.getSQLState().startsWith("08") || sql.getSQLState().startsWith("57P"));
        }
        return broken;
    }

    /** Where one connection was cut, most others are too: tried one by one, they would use up all tries. */
    private static void forgetConnections(DataSource pool) {
        try {
            if (pool.isWrapperFor(HikariDataSource.class)) {
                var connections = pool.unwrap(HikariDataSource.class).getHikariPoolMXBean();
                if (connections != null) {
                    connections.softEvictConnections();
                }
            }
        } catch (SQLException ex) {
            log.debug("connections can't be forgotten", ex);
        }
    }
}
