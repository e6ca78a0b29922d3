package dev.aisle.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

import dev.aisle.kernel.ProblemType;

/**
 * Answers with a problem where Tomcat itself refuses a request, before any filter sees it:
 * a malformed request line, an encoded slash, a header block too large.
 */
public final class ProblemValve extends ErrorReportValve {

    @Override
    protected void report(Request request, Response response, @Nullable Throwable throwable) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        var type = switch (status) {
            case 404 -> ProblemType.NOT_FOUND;
            case 405 -> ProblemType.METHOD_NOT_ALLOWED;
            case 413 -> ProblemType.TOO_LARGE;
            case 503 -> ProblemType.UNAVAILABLE;
            default -> (status < 500) ? ProblemType.MALFORMED_REQUEST : ProblemType.INTERNAL;
        };
        var detail = (status < 500) ? "The server can't read this request: check its line, its headers and their size."
                : "The log has the details.";
        var body = """
                {"type":"%s","title":"%s","status":%d,"detail":"%s"}""".formatted(type.uri(), type.title(), status,
                detail);
        try {
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.setCharacterEncoding(StandardCharsets.UTF_8);
            response.getReporter().write(body);
            response.finishResponse();
        } catch (IOException | IllegalStateException ex) {
            getContainer().getLogger().debug("The client is gone before its problem was told", ex);
        }
    }

}
