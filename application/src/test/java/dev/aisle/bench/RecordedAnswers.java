package dev.aisle.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.bind.annotation.PathVariable;

/**
 * {@code const}: answers that the storefront gave once, their headers as they were and bodies of any size, without
 * looking anything up. So whatever headers the storefront comes to send, the comparison sends them too.
 */
final class RecordedAnswers {

    /** The server writes these by itself. */
    private static final Set<String> THE_SERVERS = Set.of("date", "connection", "keep-alive", "transfer-encoding",
            "content-length", "content-type");

    private static final byte[] END_OF_HEAD = "\n\n".getBytes(StandardCharsets.ISO_8859_1);

    private final Path folder;

    private final Map<String, Recording> known = new ConcurrentHashMap<>();

    RecordedAnswers(Path folder) {
        this.folder = folder;
    }

    private record Recording(Map<String, String> headers, String tag, byte[] body) {}

    /** Writes down an answer under a name; its body is cut, or repeated, to a size. */
    static void record(Path folder, String name, HttpResponse<String> answer, int size) throws IOException {
        Files.createDirectories(folder);
        List<String> head = new ArrayList<>();
        answer.headers().map().forEach((header, values) -> {
            if (!THE_SERVERS.contains(header.toLowerCase(Locale.ROOT)) && !header.startsWith(":")) {
                head.add(header + ": " + String.join(", ", values));
            }
        });
        var body = answer.body().getBytes(StandardCharsets.UTF_8);
        var sized = new byte[size];
        for (int i = 0; i < size; i++) {
            sized[i] = body[i % body.length];
        }
        var headBytes = String.join("\n", head).getBytes(StandardCharsets.ISO_8859_1);
        var message = Arrays.copyOf(headBytes, headBytes.length + END_OF_HEAD.length + size);
        System.arraycopy(END_OF_HEAD, 0, message, headBytes.length, END_OF_HEAD.length);
        System.arraycopy(sized, 0, message, headBytes.length + END_OF_HEAD.length, size);
        Files.write(folder.resolve(name), message);
    }

    /** Answers as the storefront's controllers do: headers and bytes straight into the response. */
    void answer(@PathVariable("name") String name, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var recording = this.known.computeIfAbsent(name, this::load);
        recording.headers().forEach(response::setHeader);
        if (recording.tag().equals(request.getHeader("If-None-Match"))) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        response.setContentType("application/json");
        response.setContentLength(recording.body().length);
        response.getOutputStream().write(recording.body());
    }

    private Recording load(String name) {
        try {
            var message = Files.readAllBytes(this.folder.resolve(name));
            var text = new String(message, StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\n\n");
            Map<String, String> headers = new LinkedHashMap<>();
            text.substring(0, end).lines().forEach(line -> headers.put(line.substring(0, line.indexOf(": ")),
                    line.substring(line.indexOf(": ") + 2)));
            var tag = headers.entrySet().stream().filter(header -> header.getKey().equalsIgnoreCase("ETag"))
                    .map(Map.Entry::getValue).findFirst().orElse("");
            return new Recording(headers, tag, Arrays.copyOfRange(message, end + END_OF_HEAD.length, message.length));
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

}
