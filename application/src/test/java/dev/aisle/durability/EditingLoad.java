package dev.aisle.durability;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import dev.aisle.kernel.ConsistencyToken;
import dev.aisle.oracle.CatalogHistory;
import dev.aisle.oracle.FeedGenerator;
import dev.aisle.oracle.HistoryGenerator;
import dev.aisle.oracle.HttpAnswer;
import dev.aisle.oracle.HttpCaller;
import dev.aisle.oracle.Multipart;
import dev.aisle.oracle.Namespace;
import dev.aisle.oracle.Step;

import static org.awaitility.Awaitility.await;

/** Editors at work, several at once, who note what they were promised. They go on until the application dies. */
final class EditingLoad {

    private static final int EDITORS = 3;

    private static final int IMPORTS = 3;

    private static final int FEED_ROWS = 30;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpCaller http;

    private final String name;

    private final long seed;

    private final Queue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();

    private final Queue<String> imports = new ConcurrentLinkedQueue<>();

    private final Queue<String> rebuilds = new ConcurrentLinkedQueue<>();

    private final Queue<Command> unanswered = new ConcurrentLinkedQueue<>();

    private final Queue<String> bugs = new ConcurrentLinkedQueue<>();

    private final AtomicInteger answers = new AtomicInteger();

    private final List<Thread> editors = new ArrayList<>();

    EditingLoad(HttpCaller http, String name, long seed) {
        this.http = http;
        this.name = name;
        this.seed = seed;
    }

    void start() {
        for (int i = 0; i < EDITORS; i++) {
            int editor = i;
            this.editors.add(Thread.ofVirtual().name("editor-" + i).start(() -> edit(editor)));
        }
        this.editors.add(Thread.ofVirtual().name("importer").start(this::importFeeds));
        this.editors.add(Thread.ofVirtual().name("operator").start(this::rebuild));
    }

    /** Returns when this many commands were answered. */
    void awaitAnswers(int count) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> this.answers.get() >= count || this.editors.stream().noneMatch(Thread::isAlive));
    }

    /** Returns when all editors have noticed that the application is dead. */
    void awaitEnd() throws InterruptedException {
        for (Thread editor : this.editors) {
            editor.join();
        }
    }

    List<Acknowledged> acknowledged() {
        return List.copyOf(this.acknowledged);
    }

    List<Command> unanswered() {
        return List.copyOf(this.unanswered);
    }

    List<String> bugs() {
        return List.copyOf(this.bugs);
    }

    /** Where to see what became of the imports that were accepted. */
    List<String> imports() {
        return List.copyOf(this.imports);
    }

    /** Where to see what became of the rebuilds that were accepted. */
    List<String> rebuilds() {
        return List.copyOf(this.rebuilds);
    }

    /** Rebuilds the read model and goes back, again and again. */
    private void rebuild() {
        try {
            while (true) {
                String rebuild = startJob("rebuild-read-model");
                this.rebuilds.add(rebuild);
                awaitJob(rebuild);
                awaitJob(startJob("rollback-read-model"));
            }
        } catch (IOException applicationIsDead) {
            // whether this job was accepted, nobody was told
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

    private String startJob(String name) throws IOException, InterruptedException {
        HttpAnswer answer = this.http.admin("POST", "/jobs/" + name, Map.of(), null);
        if (answer.status() != 202) {
            this.bugs.add("a job was answered " + answer);
        }
        return String.valueOf(answer.header("Location")).replaceFirst("^.*/admin/v1", "");
    }

    private void awaitJob(String run) throws IOException, InterruptedException {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> this.http.admin("GET", run, Map.of(), null).json().hasNonNull("endedAt"));
    }

    private void importFeeds() {
        var feeds = new FeedGenerator(new SplittableRandom(this.seed));
        var namespace = new Namespace(this.name + "-feed", Instant.now());
        try {
            for (int i = 0; i < IMPORTS; i++) {
                String body = Multipart.body(Map.of("feed", namespace.fill(feeds.feed(FEED_ROWS))),
                        Map.of("source", this.name));
                HttpAnswer answer = this.http.admin("POST", "/imports", Map.of("Content-Type", Multipart.TYPE), body);
                if (answer.status() == 202) {
                    this.imports.add(String.valueOf(answer.header("Location")).replaceFirst("^.*/admin/v1", ""));
                } else {
                    this.bugs.add("an import was answered " + answer);
                }
            }
        } catch (IOException applicationIsDead) {
            // whether this import was accepted, nobody was told
        }
    }

    private void edit(int editor) {
        var random = new SplittableRandom(this.seed + editor);
        // No window opens or closes while this runs, so that any time is as good as another.
        Instant far = Instant.now().truncatedTo(ChronoUnit.MINUTES).plus(30, ChronoUnit.DAYS);
        try {
            for (int history = 0;; history++) {
                CatalogHistory steps = HistoryGenerator.generate(random.nextLong());
                var namespace = new Namespace("%s-%d-%d".formatted(this.name, editor, history), far);
                int number = 0;
                for (Step step : steps.steps()) {
                    if (step instanceof Step.Call call) {
                        send(command(call, namespace, number++));
                        if (number % 4 == 0) {
                            send(certainChange(namespace, number++));
                        }
                    }
                }
            }
        } catch (IOException applicationIsDead) {
            // the command is noted as unanswered
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

    private static Command command(Step.Call call, Namespace namespace, int number) {
        String ifMatch = "current".equals(call.ifMatch()) ? "*" : call.ifMatch();
        return new Command(call.method(), namespace.fill(call.path()), call.contentType(),
                call.body() == null ? null : namespace.fill(call.body()), ifMatch, namespace.id("r" + number), false);
    }

    /** A product that never was before. */
    private static Command certainChange(Namespace namespace, int number) {
        String id = namespace.id("r" + number);
        return new Command("PUT", "/products/" + id, "application/json",
                "{\"name\": \"Made by %s\", \"status\": \"draft\"}".formatted(id), null, id, true);
    }

    private void send(Command command) throws IOException, InterruptedException {
        HttpAnswer answer;
        try {
            answer = this.http.admin(command.method(), command.path(), command.headers(command.requestId()),
                    command.body());
        } catch (IOException ex) {
            this.unanswered.add(command);
            throw ex;
        }
        this.answers.incrementAndGet();
        if (answer.status() >= 500) {
            this.bugs.add(command + " was answered " + answer);
        }
        if (answer.accepted()) {
            this.acknowledged.add(new Acknowledged(command,
                    ConsistencyToken.parse(String.valueOf(answer.header(ConsistencyToken.HEADER))), answer.text()));
        }
    }

}
