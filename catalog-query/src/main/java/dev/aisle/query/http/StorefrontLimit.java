package dev.aisle.query.http;

import java.time.Duration;
import java.util.List;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

import dev.aisle.kernel.ProblemException;
import dev.aisle.kernel.ProblemType;
import dev.aisle.query.ConditionalOnQueryRole;
import dev.aisle.query.QuerySettings;

/**
 * Answers so many storefront requests at once, and tells the excess at once to come back: whoever waits in a queue that
 * grows gets nothing, and takes the threads of editors and operators.
 */
@Component
@ConditionalOnQueryRole
final class StorefrontLimit implements WebMvcConfigurer, HandlerInterceptor {

    private final Bulkhead places;
    private final QuerySettings settings;

    StorefrontLimit(BulkheadRegistry bulkheads, QuerySettings settings) {
        this.settings = settings;
        this.places = bulkheads.bulkhead("storefront",
                BulkheadConfig.custom().maxConcurrentCalls(settings.atOnce()).maxWaitDuration(Duration.ZERO)
                        .build());
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).addPathPatterns("/v1/**");
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!this.places.tryAcquirePermission()) {
            throw new ProblemException(ProblemType.UNAVAILABLE, "More is asked than can be answered: try again.",
                    List.of(), this.settings.retryAfter());
        }
        return true;
    }

    @Override
    public void afterCompletion(HttpServletRequest request, HttpServletResponse response, Object handler,
            @Nullable Exception ex) {
        this.places.onComplete();
    }
}
