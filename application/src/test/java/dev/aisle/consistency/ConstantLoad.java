package dev.aisle.consistency;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.aisle.oracle.HttpCaller;

/** Readers of one node who ask one after the other, with a rest, so that the machine has time for everything else. */
final class ConstantLoad {

    private final HttpCaller http;
    private final List<String> paths;
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ended;

    /** An answer: status 0 if there was none. */
    record Answer(Instant sent, Duration took, int status, @Nullable Instant asOf) {}

    ConstantLoad(HttpCaller http, List<String> paths) {
        this.http = http;
        this.paths = paths;
    }

    void start(int readers, Duration rest) {
        for (int i = 0; i < readers; i++) {
            var random = new SplittableRandom(i);
            this.threads.add(Thread.ofVirtual().name("reader-" + i).start(() -> read(random, rest)));
        }
    }

    private void read(SplittableRandom random, Duration rest) {
        try {
            while (!this.ended) {
                ask(this.paths.get(random.nextInt(this.paths.size())));
                LockSupport.parkNanos(rest.toNanos());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask(String path) throws InterruptedException {
        var sent = Instant.now();
        int status = 0;
        Instant asOf = null;
        try {
            var answer = this.http.get(path);
            status = answer.status();
            var header = answer.header("Aisle-As-Of");
            asOf = (header == null) ? null : Instant.parse(header);
        } catch (IOException _) {
            // none
        }
        this.answers.add(new Answer(sent, Duration.between(sent, Instant.now()), status, asOf));
    }

    void end() throws InterruptedException {
        this.ended = true;
        for (var thread : this.threads) {
            thread.join();
        }
    }

    /** The answers to what was asked from then on, and forgets those before. */
    List<Answer> since(Instant time) {
        this.answers.removeIf(answer -> answer.sent().isBefore(time));
        return List.copyOf(this.answers);
    }

    /** How many of them weren't 200, by status. */
    static String errors(List<Answer> answers) {
        var byStatus = answers.stream().filter(answer -> answer.status() != 200)
                .collect(Collectors.groupingBy(Answer::status, TreeMap::new, Collectors.counting()));
        return byStatus.isEmpty() ? "0" : byStatus.entrySet().stream()
                .map(each -> each.getValue() + " × " + (each.getKey() == 0 ? "none" : each.getKey()))
                .collect(Collectors.joining(", "));
    }

    /** How long half of the answers with that status took at most; nothing if there are none. */
    static Duration medianOf(List<Answer> answers, int status) {
        var took = answers.stream().filter(answer -> answer.status() == status).map(Answer::took).sorted().toList();
        return took.isEmpty() ? Duration.ZERO : took.get(took.size() / 2);
    }

    static Duration slowest(List<Answer> answers) {
        return answers.stream().map(Answer::took).max(Duration::compareTo).orElse(Duration.ZERO);
    }
}
