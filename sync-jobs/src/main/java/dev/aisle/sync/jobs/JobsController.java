package dev.aisle.sync.jobs;

import java.net.URI;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

import dev.aisle.kernel.ProblemException;
import dev.aisle.kernel.ProblemException.Invalid;
import dev.aisle.kernel.ProblemType;
import dev.aisle.sync.SyncRole;

/** Jobs over HTTP: asked for, watched, stopped, taken up again. */
@SyncRole
@RestController
@RequestMapping("/admin/v1/jobs")
class JobsController {

    private static final int LATEST = 5;

    private final Map<String, JobDefinition> definitions;

    private final JobRuns runs;

    private final JobSchedules schedules;

    private final JobEvents events;

    private final Map<String, RejectedRows> rejectedRows;

    private final Map<String, JobConfirmation> confirmations;

    JobsController(ObjectProvider<JobDefinition> definitions, JobRuns runs, JobSchedules schedules,
            JobEvents events, ObjectProvider<RejectedRows> rejectedRows,
            ObjectProvider<JobConfirmation> confirmations) {
        this.definitions = definitions.stream().collect(Collectors.toMap(JobDefinition::name, Function.identity()));
        this.runs = runs;
        this.schedules = schedules;
        this.events = events;
        this.rejectedRows = rejectedRows.stream().collect(Collectors.toMap(RejectedRows::job, Function.identity()));
        this.confirmations = confirmations.stream()
                .collect(Collectors.toMap(JobConfirmation::job, Function.identity()));
    }

    /**
     * All jobs, by name.
     *
     * @param jobs the jobs
     */
    record Jobs(List<Entry> jobs) {

        /**
         * A job.
         *
         * @param name its name
         * @param onDemand whether it can be started here
         * @param parameters the parameters that it takes then
         * @param schedule when it starts by itself, or null for never
         * @param executions its latest runs, the newest first
         */
        record Entry(String name, boolean onDemand, List<String> parameters, @Nullable JobSchedule schedule,
                List<JobRun> executions) {}

    }

    @GetMapping
    Jobs all() {
        var scheduled = this.schedules.all();
        return new Jobs(this.definitions.values().stream().map(job -> new Jobs.Entry(job.name(), job.onDemand(),
                job.parameters().stream().sorted().toList(), scheduled.get(job.name()),
                this.runs.latestOf(job.name(), LATEST)))
                .sorted(java.util.Comparator.comparing(Jobs.Entry::name)).toList());
    }

    @PostMapping("/{name}")
    ResponseEntity<JobRun> start(@PathVariable String name,
            @RequestBody(required = false) @Nullable Map<String, String> parameters, @Nullable Principal principal) {
        var given = (parameters == null) ? Map.<String, String>of() : parameters;
        var definition = this.definitions.get(name);
        if (definition == null) {
            throw new ProblemException(ProblemType.NOT_FOUND,
                    "There is no job '%s': GET /admin/v1/jobs lists them.".formatted(name));
        }
        if (!definition.onDemand()) {
            throw new ProblemException(ProblemType.RULE_BROKEN,
                    "The job '%s' is not started by itself: what it works on has a request of its own."
                            .formatted(name));
        }
        var wrong = given.keySet().stream().filter(parameter -> !definition.parameters().contains(parameter)).sorted()
                .map(parameter -> new Invalid("/" + parameter.replace("~", "~0").replace("/", "~1"),
                        "The job takes no such parameter; it takes %s.".formatted(definition.parameters())))
                .toList();
        if (!wrong.isEmpty()) {
            throw new ProblemException(ProblemType.INVALID, "The job '%s' can't be started like this.".formatted(name),
                    wrong, null);
        }
        long id = this.runs.request(name, given, (principal == null) ? "anonymous" : principal.getName());
        return ResponseEntity.accepted().location(location(id)).body(run(id));
    }

    @GetMapping("/executions/{id}")
    JobRun execution(@PathVariable long id) {
        return run(id);
    }

    @GetMapping(path = "/executions/{id}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter events(@PathVariable long id) {
        return this.events.follow(run(id));
    }

    @GetMapping("/executions/{id}/rejected-rows")
    ResponseEntity<StreamingResponseBody> rejectedRows(@PathVariable long id, @RequestHeader HttpHeaders headers) {
        var run = run(id);
        var rows = this.rejectedRows.get(run.job());
        if (rows == null) {
            throw new ProblemException(ProblemType.NOT_FOUND, "A run of '%s' rejects no rows.".formatted(run.job()));
        }
        var format = acceptable(rows.formats(), headers);
        return ResponseEntity.ok().contentType(format)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"rejected-rows-%d.%s\"".formatted(id,
                        format.getSubtype().startsWith("tab") ? "tsv" : format.getSubtype()))
                .body(out -> rows.write(run.parameters(), format, out));
    }

    private static MediaType acceptable(List<MediaType> formats, HttpHeaders headers) {
        var wanted = headers.getAccept();
        MimeTypeUtils.sortBySpecificity(wanted);
        if (wanted.isEmpty()) {
            return formats.getFirst();
        }
        return wanted.stream()
                .flatMap(accepted -> formats.stream().filter(accepted::isCompatibleWith))
                .findFirst()
                .orElseThrow(() -> new ProblemException(ProblemType.NOT_ACCEPTABLE,
                        "The rejected rows come as %s."
                                .formatted(
                                        formats.stream().map(MediaType::toString).collect(Collectors.joining(", ")))));
    }

    @PostMapping("/executions/{id}/stop")
    ResponseEntity<JobRun> stop(@PathVariable long id) {
        var run = run(id);
        if (!this.runs.stop(id)) {
            throw new ProblemException(ProblemType.RULE_BROKEN,
                    "Run %d is %s already: there is nothing to stop.".formatted(id, run(id).state()));
        }
        return ResponseEntity.accepted().location(location(run.id())).body(run(id));
    }

    @PostMapping("/executions/{id}/restart")
    ResponseEntity<JobRun> restart(@PathVariable long id, @RequestParam(defaultValue = "false") boolean confirm) {
        var run = run(id);
        if (confirm) {
            confirm(run);
        }
        if (!this.runs.restart(id)) {
            throw new ProblemException(ProblemType.RULE_BROKEN,
                    "Run %d is %s: only a run that was stopped or has failed is taken up again."
                            .formatted(id, run(id).state()));
        }
        return ResponseEntity.accepted().location(location(run.id())).body(run(id));
    }

    private void confirm(JobRun run) {
        var confirmation = this.confirmations.get(run.job());
        if (confirmation == null) {
            throw new ProblemException(ProblemType.RULE_BROKEN,
                    "The job '%s' never asks for a confirmation: restart it without.".formatted(run.job()));
        }
        confirmation.confirm(run.parameters());
    }

    private JobRun run(long id) {
        return this.runs.find(id).orElseThrow(
                () -> new ProblemException(ProblemType.NOT_FOUND, "No job was ever run as %d.".formatted(id)));
    }

    private static URI location(long id) {
        return URI.create("/admin/v1/jobs/executions/" + id);
    }

}
