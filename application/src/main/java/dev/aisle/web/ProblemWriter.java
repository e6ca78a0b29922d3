package dev.aisle.web;

import java.io.IOException;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

import dev.aisle.kernel.ProblemType;

/** Writes problems where no controller is at hand: in filters and in the server itself. */
@Component
public final class ProblemWriter {

    private final JsonMapper json;

    ProblemWriter(JsonMapper json) {
        this.json = json;
    }

    /**
     * Answers a request with a problem, unless the answer has begun already.
     * @param request the request
     * @param response its answer
     * @param type the kind of problem
     * @param detail what was wrong, and what to do
     * @throws IOException if the client is gone
     */
    public void write(HttpServletRequest request, HttpServletResponse response, ProblemType type, String detail)
            throws IOException {
        if (response.isCommitted()) {
            return;
        }
        response.setStatus(type.status());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setHeader("Cache-Control", "no-store");
        var body = this.json.writeValueAsBytes(
                Problem.of(type, detail, request.getRequestURI(), RequestIdFilter.idOf(request), List.of()));
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
        // Before the server reads on through what is left of a refused body
        response.flushBuffer();
    }

}
