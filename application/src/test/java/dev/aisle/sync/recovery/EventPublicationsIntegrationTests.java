package dev.aisle.sync.recovery;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.aisle.sync.recovery.Deliveries.Happened;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Events that must reach their listeners do, whatever fails in between; hints cost nothing. */
@RecoveryTest
class EventPublicationsIntegrationTests {

    @Autowired
    Deliveries deliveries;

    @Autowired
    ApplicationEventPublisher events;

    @Autowired
    PlatformTransactionManager transactions;

    @Autowired
    JdbcClient command;

    private void publish(String id) {
        new TransactionTemplate(this.transactions)
                .executeWithoutResult(_ -> this.events.publishEvent(new Happened(id)));
    }

    private long publications() {
        return this.command.sql("SELECT count(*) FROM command.event_publication WHERE event_type = :type")
                .param("type", Happened.class.getName()).query(Long.class).single();
    }

    @Test
    void whatFailedIsGivenToItsListenerAgainAndThenForgotten() {
        publish("fails-once");

        await().until(() -> this.deliveries.delivered().contains("fails-once"));

        await().until(() -> publications() == 0);
    }

    @Test
    void whatWasUnderWayWhenItsNodeDiedIsStaleAndGivenAgain() {
        // as a node leaves it that is killed between commit and listener
        this.command.sql("""
                INSERT INTO command.event_publication
                       (id, listener_id, event_type, serialized_event, publication_date, status, completion_attempts)
                VALUES (gen_random_uuid(), :listener, :type, '{"id":"left-behind"}', now() - interval '1 hour',
                        'PROCESSING', 1)""")
                .param("listener", "%s.on(%s)".formatted(Deliveries.class.getName(), Happened.class.getName()))
                .param("type", Happened.class.getName()).update();

        await().until(() -> this.deliveries.delivered().contains("left-behind"));

        await().until(() -> publications() == 0);
    }

    @Test
    void theWakeUpOfTheProjectorIsNotWorthARow() {
        assertThat(this.command.sql("""
                SELECT count(*) FROM command.event_publication WHERE event_type LIKE '%JournalAdvanced'""")
                .query(Long.class).single()).isZero();
    }

}
