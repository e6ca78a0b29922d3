package dev.aisle.web;

import java.time.Duration;
import java.util.List;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.AsyncHandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

import dev.aisle.kernel.ProblemException;
import dev.aisle.kernel.ProblemType;

/**
 * Lets so many requests of editors and feeds in at once, and tells the excess at once to come back: when they all wait
 * for the database, the threads that answer shoppers must not wait with them.
 */
@Component
final class AdminLimit implements WebMvcConfigurer, AsyncHandlerInterceptor {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Bulkhead places;

    AdminLimit(BulkheadRegistry bulkheads, WebSettings settings) {
        this.places = bulkheads.bulkhead("admin", BulkheadConfig.custom()
                .maxConcurrentCalls(settings.adminAtOnce()).maxWaitDuration(Duration.ZERO).build());
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).addPathPatterns("/admin/**");
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!this.places.tryAcquirePermission()) {
            throw new ProblemException(ProblemType.UNAVAILABLE,
                    "More changes are on their way than can be taken at once: try again, with the same Idempotency-Key.",
                    List.of(), RETRY_AFTER);
        }
        return true;
    }

    /** What goes on without a thread takes no place; its end comes as another dispatch. */
    @Override
    public void afterConcurrentHandlingStarted(HttpServletRequest request, HttpServletResponse response,
            Object handler) {
        this.places.onComplete();
    }

    @Override
    public void afterCompletion(HttpServletRequest request, HttpServletResponse response, Object handler,
            @Nullable Exception ex) {
        this.places.onComplete();
    }

}
