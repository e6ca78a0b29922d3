package dev.aisle.sync.jobs;

import java.time.Duration;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

import dev.aisle.sync.SyncRole;

/** What jobs tell the operator's monitoring. */
@SyncRole
@Component
class JobMetrics {

    private final MeterRegistry registry;

    JobMetrics(ObjectProvider<MeterRegistry> registries) {
        this.registry = registries.getIfAvailable(SimpleMeterRegistry::new);
    }

    void ended(String job, JobState outcome, Duration took) {
        Timer.builder("aisle.job.duration").description("Runs of jobs on this node, by how they ended")
                .tag("job", job).tag("outcome", outcome.code()).register(this.registry).record(took);
    }

}
