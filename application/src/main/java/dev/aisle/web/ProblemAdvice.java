package dev.aisle.web;

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;

import dev.aisle.kernel.InvalidValueException;
import dev.aisle.kernel.ProblemException;
import dev.aisle.kernel.ProblemType;

/** Renders every failure of a request as a problem; bugs go to the log under the request's id. */
@RestControllerAdvice
final class ProblemAdvice {

    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler
    ResponseEntity<Problem> problem(ProblemException ex, HttpServletRequest request) {
        var headers = new HttpHeaders();
        var retryAfter = ex.retryAfter();
        if (retryAfter != null) {
            headers.set(HttpHeaders.RETRY_AFTER, String.valueOf(Math.max(1, retryAfter.toSeconds())));
        }
        return answer(request, ex.type(), ex.detail(), ex.errors(), headers);
    }

    @ExceptionHandler
    ResponseEntity<Problem> invalidValue(InvalidValueException ex, HttpServletRequest request) {
        return answer(request, ProblemType.MALFORMED_REQUEST, sentence(ex.getMessage()));
    }

    @ExceptionHandler
    ResponseEntity<Problem> unreadable(HttpMessageNotReadableException ex, HttpServletRequest request) {
        for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException problem) {
                return problem(problem, request);
            }
        }
        return answer(request, ProblemType.MALFORMED_REQUEST,
                "The body can't be read as JSON: check its syntax and encoding (UTF-8).");
    }

    @ExceptionHandler
    ResponseEntity<Problem> uploadTooLarge(MaxUploadSizeExceededException ex, HttpServletRequest request) {
        return answer(request, ProblemType.TOO_LARGE,
                "The upload is larger than this service takes (spring.servlet.multipart.max-file-size).");
    }

    @ExceptionHandler
    ResponseEntity<Problem> brokenUpload(MultipartException ex, HttpServletRequest request) {
        return answer(request, ProblemType.MALFORMED_REQUEST,
                "The multipart body can't be read: it is incomplete or has no valid boundary.");
    }

    /** A transaction that can't be rolled back lost its connection, and with that was rolled back. */
    @ExceptionHandler({DataAccessResourceFailureException.class, CannotCreateTransactionException.class,
        TransactionSystemException.class, TransientDataAccessException.class, QueryTimeoutException.class})
    ResponseEntity<Problem> databaseAway(Exception ex, HttpServletRequest request) {
        log.warn("The database didn't answer {} {}: {}", request.getMethod(), request.getRequestURI(), ex.toString());
        var headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, "1");
        return answer(request, ProblemType.UNAVAILABLE, "The database didn't answer in time: try again.", List.of(),
                headers);
    }

    @ExceptionHandler
    void clientGone(AsyncRequestNotUsableException ex) {
        log.debug("The client went away: {}", ex.toString());
    }

    @ExceptionHandler
    ResponseEntity<Problem> other(Exception ex, HttpServletRequest request) {
        for (Throwable cause = ex.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException problem) {
                return problem(problem, request);
            }
        }
        if (ex instanceof ErrorResponse response && response.getStatusCode().value() < 500) {
            return springProblem(response, request);
        }
        log.error("{} {} failed", request.getMethod(), request.getRequestURI(), ex);
        return answer(request, ProblemType.INTERNAL, "This is a bug in Aisle; its log has the details.");
    }

    private static ResponseEntity<Problem> springProblem(ErrorResponse response, HttpServletRequest request) {
        int status = response.getStatusCode().value();
        var type = switch (status) {
            case 404 -> ProblemType.NOT_FOUND;
            case 405 -> ProblemType.METHOD_NOT_ALLOWED;
            case 406 -> ProblemType.NOT_ACCEPTABLE;
            case 413 -> ProblemType.TOO_LARGE;
            case 415 -> ProblemType.UNSUPPORTED_MEDIA_TYPE;
            default -> ProblemType.MALFORMED_REQUEST;
        };
        return answer(request, type, detail(response, type), List.of(), response.getHeaders());
    }

    private static String detail(ErrorResponse response, ProblemType type) {
        return switch (response) {
            case HttpRequestMethodNotSupportedException ex when ex
                    .getSupportedHttpMethods() != null -> "%s isn't possible here: use %s.".formatted(ex.getMethod(),
                            String.join(" or ",
                                    ex.getSupportedHttpMethods().stream().map(HttpMethod::name).sorted().toList()));
            default -> (type == ProblemType.NOT_FOUND) ? "There is nothing at this path."
                    : sentence(response.getBody().getDetail());
        };
    }

    private static String sentence(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return "The request can't be read.";
        }
        return Character.toUpperCase(text.charAt(0)) + text.substring(1) + (text.endsWith(".") ? "" : ".");
    }

    private static ResponseEntity<Problem> answer(HttpServletRequest request, ProblemType type, String detail) {
        return answer(request, type, detail, List.of(), HttpHeaders.EMPTY);
    }

    private static ResponseEntity<Problem> answer(HttpServletRequest request, ProblemType type, String detail,
            List<ProblemException.Invalid> errors, HttpHeaders headers) {
        return ResponseEntity.status(type.status()).headers(headers).header(HttpHeaders.CACHE_CONTROL, "no-store")
                .contentType(MediaType.APPLICATION_PROBLEM_JSON).body(Problem.of(type, detail,
                        request.getRequestURI(), RequestIdFilter.idOf(request), errors));
    }

}
