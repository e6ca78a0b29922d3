package dev.aisle.command.transaction;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

import dev.aisle.kernel.ConsistencyToken;
import dev.aisle.kernel.ProblemException;
import dev.aisle.kernel.ProblemType;

/** Keeps answers for 24 hours under the keys that clients gave with their requests. */
@Component
class IdempotencyKeys {

    /** Waits, where another transaction has just claimed the key, until that ends. */
    private static final String CLAIM = """
            INSERT INTO command.idempotency_key AS k (actor, key, request_hash)
            VALUES (:actor, :key, :hash)
                ON CONFLICT (actor, key) DO UPDATE
               SET request_hash = excluded.request_hash,
                   created_at   = excluded.created_at,
                   answer       = NULL,
                   epoch        = NULL,
                   position     = NULL
             WHERE k.created_at < now() - interval '24 hours'
            """;

    private static final String FIND = """
            SELECT request_hash, answer, epoch, position
              FROM command.idempotency_key
             WHERE actor = :actor
               AND key = :key
            """;

    private static final String PURGE = """
            DELETE FROM command.idempotency_key
             WHERE created_at < now() - interval '24 hours'
            """;

    private final JdbcClient jdbc;

    private final JsonMapper json = JsonMapper.shared();

    IdempotencyKeys(@Qualifier("commandJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Claims a key for this transaction, or finds what it was answered.
     * @return the answer that is kept, or null when the key is claimed now
     */
    @Nullable
    Committed<Answer> claim(String actor, OnceKey once) {
        int claimed = this.jdbc.sql(CLAIM)
                .param("actor", actor)
                .param("key", once.key())
                .param("hash", once.requestHash())
                .update();
        return (claimed == 1) ? null : kept(actor, once);
    }

    private Committed<Answer> kept(String actor, OnceKey once) {
        return this.jdbc.sql(FIND)
                .param("actor", actor)
                .param("key", once.key())
                .query((row, _) -> {
                    if (!Arrays.equals(row.getBytes("request_hash"), once.requestHash())) {
                        throw new ProblemException(ProblemType.IDEMPOTENCY_KEY_REUSED,
                                "The idempotency key '%s' was used for another request: use a new one."
                                        .formatted(once.key()));
                    }
                    return new Committed<>(this.json.readValue(row.getString("answer"), Answer.class),
                            new ConsistencyToken(row.getLong("epoch"), row.getLong("position")));
                })
                .optional()
                .orElseThrow(() -> new ConcurrentChangeException("the idempotency key was purged meanwhile"));
    }

    /** Writes an answer as it is kept. */
    String write(Answer answer) {
        return this.json.writeValueAsString(answer);
    }

    /** Forgets answers that nobody asks for any more. */
    void purge() {
        this.jdbc.sql(PURGE).update();
    }

}
