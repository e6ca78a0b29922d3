package dev.aisle.web;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;
import org.springframework.web.filter.OncePerRequestFilter;

import dev.aisle.kernel.ProblemException;
import dev.aisle.kernel.ProblemType;

/**
 * Ends a request whose body grows past the limit, announced or not, so that memory never
 * grows with what a client sends. Multipart uploads go to disk and have their own limit.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 20)
@EnableConfigurationProperties(WebSettings.class)
final class BodyLimitFilter extends OncePerRequestFilter {

    private final DataSize limit;

    private final ProblemWriter problems;

    BodyLimitFilter(WebSettings settings, ProblemWriter problems) {
        this.limit = settings.maxBody();
        this.problems = problems;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        var type = request.getContentType();
        return "GET".equals(request.getMethod()) || (type != null && type.startsWith("multipart/"));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getContentLengthLong() > this.limit.toBytes()) {
            this.problems.write(request, response, ProblemType.TOO_LARGE, tooLarge());
            return;
        }
        chain.doFilter(new HttpServletRequestWrapper(request) {
            @Override
            public ServletInputStream getInputStream() throws IOException {
                return new LimitedInputStream(super.getInputStream());
            }
        }, response);
    }

    private String tooLarge() {
        return "The body is larger than %d bytes: send less at once.".formatted(this.limit.toBytes());
    }

    private final class LimitedInputStream extends ServletInputStream {

        private final ServletInputStream body;

        private long left = BodyLimitFilter.this.limit.toBytes();

        LimitedInputStream(ServletInputStream body) {
            this.body = body;
        }

        @Override
        public int read() throws IOException {
            int read = this.body.read();
            count((read < 0) ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = this.body.read(target, offset, length);
            count(Math.max(0, read));
            return read;
        }

        private void count(int read) {
            this.left -= read;
            if (this.left < 0) {
                throw new ProblemException(ProblemType.TOO_LARGE, tooLarge());
            }
        }

        @Override
        public boolean isFinished() {
            return this.body.isFinished();
        }

        @Override
        public boolean isReady() {
            return this.body.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            this.body.setReadListener(listener);
        }

    }

}
