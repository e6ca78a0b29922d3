package dev.aisle.security;

import java.io.IOException;
import java.util.Set;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.filter.OncePerRequestFilter;

import dev.aisle.kernel.ProblemType;
import dev.aisle.web.ProblemWriter;

/**
 * Refuses writes that a browser sends on behalf of another site: it would add remembered
 * Basic credentials by itself. Browsers mark such requests with {@code Sec-Fetch-Site};
 * other clients don't send the header and aren't concerned.
 */
final class CrossSiteWriteFilter extends OncePerRequestFilter {

    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    private static final Set<String> FOREIGN = Set.of("cross-site", "same-site");

    private final ProblemWriter problems;

    CrossSiteWriteFilter(ProblemWriter problems) {
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var site = request.getHeader("Sec-Fetch-Site");
        if (site != null && FOREIGN.contains(site) && !SAFE_METHODS.contains(request.getMethod())) {
            this.problems.write(request, response, ProblemType.FORBIDDEN,
                    "This write comes from a page of another site.");
            return;
        }
        chain.doFilter(request, response);
    }

}
