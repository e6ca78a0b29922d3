package dev.aisle.command.transaction;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import dev.aisle.command.Caller;
import dev.aisle.command.JournalAdvanced;
import dev.aisle.command.journal.Journal;
import dev.aisle.command.journal.KeptAnswer;
import dev.aisle.kernel.ProblemException;
import dev.aisle.kernel.ProblemType;

/**
 * Runs commands, one transaction each: READ COMMITTED, ended by the journal. A command that
 * met another one (a deadlock, a version that moved, a key that was taken in between) is
 * run anew from its load, and from the second attempt on it locks before it loads.
 */
@Component
public final class CommandTransactions {

    private static final int ATTEMPTS = 12;

    /** After so many requests with a key, old answers are forgotten. */
    private static final int PURGE_EVERY = 1_000;

    private static final String FOREIGN_KEY_VIOLATION = "23503";

    private final TransactionTemplate transaction;

    private final Journal journal;

    private final IdempotencyKeys keys;

    private final ApplicationEventPublisher events;

    private final AtomicLong keysSeen = new AtomicLong();

    CommandTransactions(@Qualifier("commandTransactionManager") PlatformTransactionManager transactions,
            Journal journal, IdempotencyKeys keys, ApplicationEventPublisher events) {
        this.transaction = new TransactionTemplate(transactions);
        this.transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.journal = journal;
        this.keys = keys;
        this.events = events;
    }

    /**
     * Runs a command.
     * @param caller who asks
     * @param work loads, decides and writes state; called again when it met another
     * command
     * @param <R> what the caller is told
     * @return the result of the attempt that was committed
     * @throws ProblemException if it met others again and again
     */
    public <R> Committed<R> run(Caller caller, Work<R> work) {
        return retrying(attempt -> finish(caller, work.perform(attempt), null));
    }

    /**
     * Runs a command that is carried out once however often it is asked for with the same
     * key; who asks again, or at the same time, gets the first one's answer.
     * @param caller who asks
     * @param once the client's key
     * @param work loads, decides and writes state; called again when it met another
     * command
     * @return the answer, new or kept
     * @throws ProblemException if the key belongs to another request
     */
    public Committed<Answer> runOnce(Caller caller, OnceKey once, Work<Answer> work) {
        if (this.keysSeen.incrementAndGet() % PURGE_EVERY == 0) {
            this.keys.purge();
        }
        return retrying(attempt -> {
            var kept = this.keys.claim(caller.actor(), once);
            if (kept != null) {
                return kept;
            }
            var step = work.perform(attempt);
            return finish(caller, step, new KeptAnswer(once.key(), this.keys.write(step.result())));
        });
    }

    private <R> Committed<R> finish(Caller caller, Step<R> step, @Nullable KeptAnswer answer) {
        if (step.events().isEmpty()) {
            return new Committed<>(step.result(), this.journal.head(caller, answer));
        }
        var token = this.journal.append(step.events(), caller, step.bulk(), answer);
        this.events.publishEvent(new JournalAdvanced(token.position()));
        return new Committed<>(step.result(), token);
    }

    private <T> T retrying(Transactional<T> work) {
        for (int number = 1;; number++) {
            try {
                var attempt = new Attempt(number);
                return this.transaction.execute(_ -> work.perform(attempt));
            } catch (ConcurrencyFailureException | DataIntegrityViolationException ex) {
                if (!mayPass(ex)) {
                    throw ex;
                }
                if (number == ATTEMPTS) {
                    throw new ProblemException(ProblemType.UNAVAILABLE,
                            "Others change the same things all the time: try again.", List.of(),
                            Duration.ofSeconds(1));
                }
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(1_000_000L << Math.min(number, 6)));
            }
        }
    }

    private static boolean mayPass(DataAccessException ex) {
        return ex instanceof ConcurrencyFailureException || ex instanceof DuplicateKeyException
                || (ex.getMostSpecificCause() instanceof SQLException sql
                        && FOREIGN_KEY_VIOLATION.equals(sql.getSQLState()));
    }

    /**
     * One attempt to run a command.
     *
     * @param number 1 for the first
     */
    public record Attempt(int number) {

        /**
         * Whether to lock before loading, since an attempt without met another command.
         * @return true from the second attempt on
         */
        public boolean locksFirst() {
            return this.number > 1;
        }
    }

    /**
     * A command's part in its transaction.
     *
     * @param <R> what the caller is told
     */
    @FunctionalInterface
    public interface Work<R> {

        /**
         * Loads, decides and writes state.
         * @param attempt which attempt this is
         * @return what happened
         */
        Step<R> perform(Attempt attempt);

    }

    @FunctionalInterface
    private interface Transactional<T> {

        T perform(Attempt attempt);

    }

}
