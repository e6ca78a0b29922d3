package dev.aisle.command.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Principal;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

import dev.aisle.command.Caller;
import dev.aisle.command.Visibility;
import dev.aisle.command.transaction.Answer;
import dev.aisle.command.transaction.CommandTransactions;
import dev.aisle.command.transaction.CommandTransactions.Work;
import dev.aisle.command.transaction.Committed;
import dev.aisle.command.transaction.OnceKey;
import dev.aisle.kernel.ConsistencyToken;
import dev.aisle.kernel.ProblemException;
import dev.aisle.kernel.ProblemType;

/** Takes commands from HTTP: reads what all have in common, runs them, and renders their answers. */
@Component
public class CommandEndpoint {

    /** The largest body of a command about one thing, in bytes. */
    private static final int MAX_BODY = 1 << 20;

    private static final Duration MAX_WAIT = Duration.ofSeconds(30);

    private static final Pattern WAIT = Pattern.compile("(?:^|,)\\s*wait\\s*=\\s*\"?([0-9]{1,6})\"?\\s*(?:$|[,;])",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7E]{1,255}");

    private final CommandTransactions transactions;

    private final ObjectProvider<Visibility> visibility;

    CommandEndpoint(CommandTransactions transactions, ObjectProvider<Visibility> visibility) {
        this.transactions = transactions;
        this.visibility = visibility;
    }

    /**
     * Reads a command about one thing.
     * @param http the request
     * @return what is common to all commands, and the body
     */
    public CommandRequest read(HttpServletRequest http) {
        return read(http, body -> {
            var bytes = body.readNBytes(MAX_BODY + 1);
            if (bytes.length > MAX_BODY) {
                throw new ProblemException(ProblemType.TOO_LARGE,
                        "The body is larger than %d bytes.".formatted(MAX_BODY));
            }
            return bytes;
        }, bytes -> bytes);
    }

    /**
     * Reads a command with a body that is parsed while it comes.
     * @param http the request
     * @param parse parses the body, to its end
     * @param <T> what the body means
     * @return what is common to all commands, and what the body means
     */
    public <T> Streamed<T> readStreaming(HttpServletRequest http, BodyParser<T> parse) {
        var parsed = new Object() {
            @Nullable
            T value;
        };
        var request = read(http, body -> {
            parsed.value = parse.parse(body);
            return parsed.value;
        }, _ -> new byte[0]);
        var value = parsed.value;
        if (value == null) {
            throw new IllegalStateException("the body was not parsed");
        }
        return new Streamed<>(request, value);
    }

    private <T> CommandRequest read(HttpServletRequest http, BodyParser<T> parse,
            Function<T, byte[]> bytes) {
        var key = http.getHeader("Idempotency-Key");
        if (key != null && !KEY.matcher(key).matches()) {
            throw new ProblemException(ProblemType.MALFORMED_REQUEST,
                    "The Idempotency-Key can't be read: use 1 to 255 visible ASCII characters.");
        }
        var ifMatch = joined(http, HttpHeaders.IF_MATCH);
        var ifNoneMatch = joined(http, HttpHeaders.IF_NONE_MATCH);
        var precondition = Precondition.of(ifMatch, ifNoneMatch);
        var digest = sha256();
        for (var part : new String[]{http.getMethod(), http.getRequestURI(), http.getQueryString(),
            http.getContentType(), ifMatch, ifNoneMatch}) {
            digest.update((part + "\n").getBytes(StandardCharsets.UTF_8));
        }
        try (var body = new DigestInputStream(http.getInputStream(), digest)) {
            var content = bytes.apply(parse.parse(body));
            var once = (key != null) ? new OnceKey(key, digest.digest()) : null;
            return new CommandRequest(caller(http), precondition, once, patience(http), content);
        } catch (IOException ex) {
            throw new ProblemException(ProblemType.MALFORMED_REQUEST, "The body ended before it was complete.");
        }
    }

    /**
     * Runs a command and renders its answer.
     * @param request the request
     * @param work carries it out
     * @return the answer
     */
    public ResponseEntity<byte[]> perform(CommandRequest request, Work<Answer> work) {
        var once = request.once();
        var committed = (once != null) ? this.transactions.runOnce(request.caller(), once, work)
                : this.transactions.run(request.caller(), work);
        var rejection = committed.result().rejection();
        if (rejection != null) {
            throw new ProblemException(rejection.type(), rejection.detail(), rejection.errors(), null);
        }
        return render(request, committed);
    }

    private ResponseEntity<byte[]> render(CommandRequest request, Committed<Answer> committed) {
        var answer = committed.result();
        var headers = new HttpHeaders();
        headers.set(ConsistencyToken.HEADER, committed.token().toString());
        headers.setCacheControl("no-store");
        if (answer.version() != null) {
            headers.setETag("\"" + answer.version() + "\"");
        }
        if (answer.location() != null) {
            headers.set(HttpHeaders.LOCATION, answer.location());
        }
        int status = answer.status();
        var patience = request.patience();
        if (patience != null) {
            var knows = this.visibility.getIfAvailable();
            boolean visible = knows != null && knows.awaitVisible(committed.token(), patience);
            headers.set("Preference-Applied", "wait=" + patience.toSeconds());
            status = visible ? status : 202;
        }
        var response = ResponseEntity.status(HttpStatusCode.valueOf(status)).headers(headers);
        var body = answer.body();
        return (body == null) ? response.build()
                : response.contentType(MediaType.parseMediaType(answer.contentType()))
                        .body(body.getBytes(StandardCharsets.UTF_8));
    }

    private static Caller caller(HttpServletRequest http) {
        Principal principal = http.getUserPrincipal();
        var requestId = http.getAttribute("aisle.requestId");
        return new Caller((principal != null) ? principal.getName() : "anonymous",
                (requestId != null) ? requestId.toString() : UUID.randomUUID().toString());
    }

    private static @Nullable Duration patience(HttpServletRequest http) {
        var prefer = joined(http, "Prefer");
        if (prefer == null) {
            return null;
        }
        var match = WAIT.matcher(prefer);
        if (!match.find()) {
            return null;
        }
        var asked = Duration.ofSeconds(Long.parseLong(match.group(1)));
        return (asked.compareTo(MAX_WAIT) > 0) ? MAX_WAIT : asked;
    }

    private static @Nullable String joined(HttpServletRequest http, String header) {
        List<String> values = Collections.list(http.getHeaders(header));
        return values.isEmpty() ? null : String.join(",", values);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException ex) {
            throw new IllegalStateException("every Java has SHA-256", ex);
        }
    }

    /**
     * Parses a body while it comes.
     *
     * @param <T> what it means
     */
    @FunctionalInterface
    public interface BodyParser<T> {

        /**
         * Parses a body to its end.
         * @param body its bytes
         * @return what it means
         * @throws IOException if the body breaks off
         */
        T parse(InputStream body) throws IOException;

    }

    /**
     * A command whose body was parsed while it came.
     *
     * @param request what is common to all commands; its body is empty
     * @param content what the body means
     * @param <T> its type
     */
    public record Streamed<T>(CommandRequest request, T content) {

    }

}
