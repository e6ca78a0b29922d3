package dev.aisle.sync.rebuild;

import java.util.Map;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import dev.aisle.sync.jobs.JobConfirmation;

/** Notes that the generation that is being built may show much less than the one that readers use. */
@Component
class RebuildConfirmation implements JobConfirmation {

    private final JdbcClient jdbc;

    RebuildConfirmation(@Qualifier("syncJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String job() {
        return RebuildReadModelJobConfiguration.JOB;
    }

    @Override
    public void confirm(Map<String, String> parameters) {
        this.jdbc.sql("UPDATE read.generation SET confirmed = true WHERE phase <> 'ready'").update();
    }

}
