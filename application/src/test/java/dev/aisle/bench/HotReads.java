package dev.aisle.bench;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.aisle.bench.ReadComparison.Compared;
import dev.aisle.bench.ReadComparison.Reading;

/** Single pages over and over, each against {@code const} with its own headers and as many bytes. */
final class HotReads {

    private final AisleProcess aisle;

    private final AisleClient client;

    private final Path recordings;

    private final ReadComparison comparison;

    HotReads(AisleProcess aisle, AisleClient client, Path recordings, ReadComparison comparison) {
        this.aisle = aisle;
        this.client = client;
        this.recordings = recordings;
        this.comparison = comparison;
    }

    /**
     * A page that is read over and over.
     *
     * @param name what {@code const} knows it by
     * @param path its path
     * @param bytes how long its body is
     */
    record Page(String name, String path, int bytes) {}

    /** Reads a page once and makes a {@code const} of it. */
    Page page(String name, String path) throws IOException, InterruptedException {
        var answer = answer(path);
        return record(new Page(name, path, answer.body().getBytes(StandardCharsets.UTF_8).length), answer);
    }

    /** Makes a {@code const} with a page's headers and a body of another size. */
    Page sized(String name, Page page, int bytes) throws IOException, InterruptedException {
        return record(new Page(name, page.path(), bytes), answer(page.path()));
    }

    private Page record(Page page, HttpResponse<String> answer) throws IOException {
        RecordedAnswers.record(this.recordings, page.name(), answer, page.bytes());
        return page;
    }

    private HttpResponse<String> answer(String path) throws IOException, InterruptedException {
        var answer = this.client.get(path);
        if (answer.statusCode() != 200) {
            throw new IOException("GET %s: %d".formatted(path, answer.statusCode()));
        }
        return answer;
    }

    Compared compare(Page page) throws IOException, InterruptedException {
        return this.comparison.compare(constant(page), read(page.path()));
    }

    /** One path against another. */
    Compared compare(String base, String path) throws IOException, InterruptedException {
        return this.comparison.compare(read(base), read(path));
    }

    /** The page, asked by somebody who has it, against {@code const} with its body. */
    Compared compareNotModified(Page page) throws IOException, InterruptedException {
        return this.comparison.compare(constant(page), read(page.path(), "-H", "If-None-Match: " + tag(page.path())));
    }

    /** The same against a 304 of {@code const}. */
    Compared compareBothNotModified(Page page) throws IOException, InterruptedException {
        var path = constPath(page);
        return this.comparison.compare(read(path, "-H", "If-None-Match: " + tag(path)),
                read(page.path(), "-H", "If-None-Match: " + tag(page.path())));
    }

    private String tag(String path) throws IOException, InterruptedException {
        return answer(path).headers().firstValue("ETag").orElseThrow();
    }

    Reading constant(Page page) {
        return read(constPath(page));
    }

    String constPath(Page page) {
        return "/v1/const/" + page.name();
    }

    Reading read(String path, String... options) {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.add(this.aisle.storefront().resolve(path).toString());
        return seconds -> StorefrontLoad.wrk(ReadBenchmark.CONNECTIONS, seconds, arguments);
    }

}
