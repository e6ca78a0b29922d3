package dev.aisle.query.http;

import java.util.List;
import java.util.Optional;

import org.springframework.stereotype.Component;

import dev.aisle.kernel.ConsistencyToken;
import dev.aisle.kernel.ProblemException;
import dev.aisle.kernel.ProblemType;
import dev.aisle.query.QuerySettings;
import dev.aisle.query.cache.PartCache;
import dev.aisle.query.cache.ReadyBodies;
import dev.aisle.query.readmodel.ReadModel;
import dev.aisle.query.readmodel.ReadModelUnavailableException;

/**
 * In what order an answer is looked for: in cached parts, then in the read model, and, where that can't be read, in what
 * this node held last, which may be old and says how old, and at last in the primary's read model, which has little to
 * spare for readers. With a token only in what is proved to be new enough.
 */
@Component
public final class Tiers {

    private final PartCache cache;
    private final ReadyBodies bodies;
    private final ReadModel readModel;
    private final QuerySettings settings;

    Tiers(PartCache cache, ReadyBodies bodies, ReadModel readModel, QuerySettings settings) {
        this.cache = cache;
        this.bodies = bodies;
        this.readModel = readModel;
        this.settings = settings;
    }

    /**
     * Finds the answer.
     * @param token what the reader passed
     * @param sought how to find it in each place
     * @return the answer, or empty if there is nothing to show
     * @throws ProblemException {@link ProblemType#UNAVAILABLE}, if it is cached nowhere and can't be read now
     */
    public Optional<Answer> find(Optional<ConsistencyToken> token, Sought sought) {
        return token.isPresent() ? exactly(token.get(), sought) : any(sought);
    }

    private Optional<Answer> exactly(ConsistencyToken token, Sought sought) {
        try {
            if (this.cache.satisfies(token)) {
                var ready = ready(sought);
                if (ready.isPresent()) {
                    return ready;
                }
                var found = sought.inParts(this.cache::look);
                if (found.answer().isPresent() && !found.behind()) {
                    return found.answer();
                }
            }
            return sought.exactly(token);
        } catch (ReadModelUnavailableException _) {
            throw unavailable();
        }
    }

    private Optional<Answer> any(Sought sought) {
        try {
            return newest(sought);
        } catch (ReadModelUnavailableException _) {
            var old = old(sought);
            return old.isPresent() ? old : fromReserve(sought);
        }
    }

    private Optional<Answer> newest(Sought sought) {
        var ready = ready(sought);
        if (ready.isPresent()) {
            return ready;
        }
        var found = sought.inParts(this.cache::look);
        if (found.answer().isPresent()) {
            return found.answer();
        }
        var loaded = sought.load(found.look());
        if (loaded.isEmpty()) {
            this.cache.gone(found.look());
            sought.body().ifPresent(this.bodies::forget);
        }
        return loaded;
    }

    private Optional<Answer> ready(Sought sought) {
        return sought.body().flatMap(this.bodies::find).map(Answer::of);
    }

    private Optional<Answer> fromReserve(Sought sought) {
        if (!this.readModel.hasReserve()) {
            throw unavailable();
        }
        try {
            return this.readModel.fromReserve(() -> newest(sought));
        } catch (ReadModelUnavailableException _) {
            throw unavailable();
        }
    }

    private Optional<Answer> old(Sought sought) {
        try {
            return sought.inParts(this.cache.lookBack()::look).answer()
                    .or(() -> sought.body().flatMap(this.bodies::findOld).map(Answer::of));
        } catch (ReadModelUnavailableException _) {
            return Optional.empty();
        }
    }

    private ProblemException unavailable() {
        return new ProblemException(ProblemType.UNAVAILABLE,
                "The catalog can't be read at the moment, and nothing of this is at hand: try again.", List.of(),
                this.settings.retryAfter());
    }
}
