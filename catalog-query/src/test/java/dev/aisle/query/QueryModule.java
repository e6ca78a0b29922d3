package dev.aisle.query;

import java.util.Map;
import javax.sql.DataSource;

import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.retry.RetryRegistry;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.resource.ClientResources;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.core.env.MapPropertySource;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockServletContext;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.aisle.kernel.ProblemException;
import dev.aisle.kernel.testing.TestDatabase;
import dev.aisle.query.cache.PartCache;
import dev.aisle.query.cache.PartInvalidations;
import dev.aisle.query.testing.ReadModelFixture;

/** This module alone, on a real database and a real Redis, as one node of the storefront. */
final class QueryModule implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final AnnotationConfigWebApplicationContext context = new AnnotationConfigWebApplicationContext();
    private final TestDatabase database;
    private final RedisProcess redis;
    private final MockMvc http;
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final RedisClient redisClient;

    QueryModule(TestDatabase database, RedisProcess redis, Map<String, Object> settings) {
        this(database, redis, database.query(), database.query(), settings);
    }

    /** With ways to the database of its own, for readers and for the feed of changes. */
    QueryModule(TestDatabase database, RedisProcess redis, DataSource readers, DataSource feed,
            Map<String, Object> settings) {
        this(database, redis, readers, feed, null, settings);
    }

    /** With a primary that is another database than the one that readers and the feed use. */
    QueryModule(TestDatabase database, RedisProcess redis, DataSource readers, DataSource feed, DataSource primary,
            Map<String, Object> settings) {
        this.database = database;
        this.redis = redis;
        this.redisClient = RedisClient.create(RedisURI.create("127.0.0.1", redis.port()));
        this.context.setServletContext(new MockServletContext());
        this.context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("settings", settings));
        // unless a test asks for it, so that it sees what Redis does
        this.context.getEnvironment().getPropertySources().addLast(new MapPropertySource("defaults",
                Map.of("aisle.query.local.size", "0B")));
        this.context.addBeanFactoryPostProcessor(beans -> {
            beans.registerSingleton("queryDataSource", readers);
            beans.registerSingleton("queryJdbc", JdbcClient.create(readers));
            beans.registerSingleton("feedJdbc", JdbcClient.create(feed));
            if (primary != null) {
                beans.registerSingleton("reserveJdbc", JdbcClient.create(primary));
            }
            beans.registerSingleton("redisProcess", redis);
            beans.registerSingleton("meters", this.meters);
        });
        this.context.register(Wiring.class);
        this.context.refresh();
        this.http = MockMvcBuilders.webAppContextSetup(this.context).build();
    }

    Answer get(String path, String... headers) {
        var request = MockMvcRequestBuilders.get(java.net.URI.create(path));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            return new Answer(this.http.perform(request).andReturn().getResponse());
        } catch (Exception ex) {
            throw new IllegalStateException("GET " + path, ex);
        }
    }

    /** An empty read model. */
    ReadModelFixture emptyCatalog() {
        return new ReadModelFixture(this.database.owner());
    }

    PartInvalidations publisher() {
        return this.context.getBean(PartInvalidations.class);
    }

    PartCache cache() {
        return this.context.getBean(PartCache.class);
    }

    CircuitBreaker breaker(String name) {
        return this.context.getBean(CircuitBreakerRegistry.class).circuitBreaker(name);
    }

    String breakerState(String name) {
        return breaker(name).getState().name();
    }

    String breakerState() {
        return breakerState("redis");
    }

    double counted(String counter, String... tags) {
        return this.meters.counter(counter, tags).count();
    }

    RedisProcess redis() {
        return this.redis;
    }

    /** What a person at the Redis console can do. */
    RedisCommands<String, String> console() {
        return this.redisClient.connect().sync();
    }

    @Override
    public void close() {
        this.context.close();
        this.redisClient.shutdown();
    }

    record Answer(MockHttpServletResponse http) {

        int status() {
            return this.http.getStatus();
        }

        String header(String name) {
            return this.http.getHeader(name);
        }

        JsonNode json() {
            return JSON.readTree(this.http.getContentAsByteArray());
        }

        String text(String pointer) {
            return json().at(pointer).asString();
        }
    }

    /** Without a stereotype: the application's tests, which see this class, must not find it by scanning. */
    @EnableWebMvc
    @EnableConfigurationProperties
    @ComponentScan(basePackages = "dev.aisle.query",
            excludeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*\\$.*"))
    static class Wiring {

        @Bean
        LettuceConnectionFactory redisConnectionFactory(RedisProcess redis,
                LettuceClientOptionsBuilderCustomizer options, ClientResourcesBuilderCustomizer resources) {
            var clientOptions = ClientOptions.builder();
            options.customize(clientOptions);
            var clientResources = ClientResources.builder();
            resources.customize(clientResources);
            return new LettuceConnectionFactory(new RedisStandaloneConfiguration("127.0.0.1", redis.port()),
                    LettuceClientConfiguration.builder()
                            .clientOptions(clientOptions.build())
                            .clientResources(clientResources.build())
                            .build());
        }

        @Bean
        CircuitBreakerRegistry circuitBreakerRegistry() {
            return CircuitBreakerRegistry.ofDefaults();
        }

        @Bean
        BulkheadRegistry bulkheadRegistry() {
            return BulkheadRegistry.ofDefaults();
        }

        @Bean
        RateLimiterRegistry rateLimiterRegistry() {
            return RateLimiterRegistry.ofDefaults();
        }

        @Bean
        RetryRegistry retryRegistry() {
            return RetryRegistry.ofDefaults();
        }

        @Bean
        HandlerExceptionResolver problems() {
            return (_, response, _, ex) -> {
                if (ex instanceof ProblemException problem) {
                    response.setStatus(problem.type().status());
                    return new ModelAndView();
                }
                return null;
            };
        }
    }
}
