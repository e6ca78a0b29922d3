package dev.aisle.web;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import dev.aisle.kernel.ProblemException.Invalid;
import dev.aisle.kernel.ProblemType;

/**
 * A problem as RFC 9457 writes it.
 *
 * @param type the stable identifier of the kind of problem
 * @param title what kind of problem it is
 * @param status the HTTP status
 * @param detail what was wrong this time, and what to do
 * @param instance the path that was asked for
 * @param requestId finds this request in the log
 * @param errors the values that are not valid, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Problem(String type, String title, int status, String detail, String instance, @Nullable String requestId,
        @Nullable List<Invalid> errors) {

    static Problem of(ProblemType type, String detail, String instance, @Nullable String requestId,
            List<Invalid> errors) {
        return new Problem(type.uri().toString(), type.title(), type.status(), detail, instance, requestId,
                errors.isEmpty() ? null : errors);
    }

}
