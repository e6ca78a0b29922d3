package dev.aisle.sync.reconciliation;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;
import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.transaction.PlatformTransactionManager;

import dev.aisle.sync.reconciliation.Comparison.Look;
import dev.aisle.sync.reconciliation.Findings.Key;

/**
 * Compares the read model with the write model, round after round: the first one looks at everything, each that
 * follows at what the one before had to leave out and at what was repaired. Then come the counts, which depend on
 * all rows being right.
 */
final class ReadModelReconciler {

    private static final long LOOK_EVERY = TimeUnit.MILLISECONDS.toNanos(20);

    private static final int COUNT_PASSES = 3;

    private static final int SEGMENTS = 1 << 19;

    private final JdbcClient jdbc;

    private final Comparison comparison;

    private final Repairs repairs;

    private final Findings findings;

    private final ReconciliationSql sql;

    private final ReconciliationSettings settings;

    private final Request request;

    private final RunProgress progress;

    private int round;

    private long rows;

    private long leftOut;

    private long leftOutAtFirst;

    private boolean refused;

    private @Nullable RootChecksum checksum;

    private Report.@Nullable Checksums before;

    /**
     * What is asked for.
     *
     * @param reconciliation whose findings these are
     * @param generation what is compared
     * @param repair whether to repair
     * @param confirmed whether to repair however much it is
     */
    record Request(long reconciliation, int generation, boolean repair, boolean confirmed) {

    }

    /** Is told how far it is, and tells when to stop. */
    interface RunProgress {

        void begin(String phase, long total);

        void done(long done);

        boolean isStopped();

        /** The first snapshot was taken. */
        void at(Comparison.At at);

    }

    ReadModelReconciler(DataSource dataSource, PlatformTransactionManager transactionManager, Findings findings,
            ReconciliationSettings settings, Request request, RunProgress progress) {
        this.jdbc = JdbcClient.create(dataSource);
        this.settings = settings;
        this.request = request;
        this.findings = findings;
        this.progress = progress;
        this.sql = new ReconciliationSql(request.generation(), segments());
        BooleanSupplier stop = progress::isStopped;
        this.comparison = new Comparison(dataSource, this.sql, settings.workers(), stop);
        this.repairs = new Repairs(dataSource, transactionManager, this.sql, request.reconciliation(),
                request.repair());
    }

    /** About so many that each holds as many products as it should, within bounds that memory sets. */
    private int segments() {
        long products = this.jdbc.sql("SELECT count(*) FROM command.published_product")
                .query((row, _) -> row.getLong(1)).single();
        long wanted = Math.clamp(products / this.settings.segment(), 1, SEGMENTS);
        return (int) Long.highestOneBit(2 * wanted - 1);
    }

    /** Does it all; the findings are noted. */
    void run() {
        @Nullable
        BitSet segments = null;
        Set<String> categories = Set.of();
        for (this.round = 1; this.round <= this.settings.rounds(); this.round++) {
            var look = look(segments);
            if (isTooMuch()) {
                this.refused = true;
                this.leftOut = look.leftOutProducts() + look.leftOutCategories().size();
                return;
            }
            boolean last = this.round == this.settings.rounds();
            boolean suspects = !last && lookAgain();
            var next = (BitSet) look.leftOut().clone();
            if (segments != null) {
                categories = both(categories, look.leftOutCategories());
            } else {
                categories = look.leftOutCategories();
            }
            if (suspects) {
                next.or(look.differing());
            }
            this.leftOut = look.leftOutProducts() + categories.size();
            if (last || (next.isEmpty() && categories.isEmpty() && !suspects)) {
                break;
            }
            awaitSettled(look.at().head());
            segments = next;
        }
        this.round = Math.min(this.round, this.settings.rounds());
        this.findings.giveUp();
        counts();
    }

    private static Set<String> both(Set<String> some, Set<String> others) {
        var both = new HashSet<>(some);
        both.retainAll(others);
        return both;
    }

    private Look look(@Nullable BitSet segments) {
        int[] known = {0};
        var look = this.comparison.look(this.request.reconciliation(), this.round, segments,
                this.request.confirmed() ? Integer.MAX_VALUE : this.settings.limit() + 1, (done, total) -> {
                    if (known[0] == 0) {
                        known[0] = total;
                        this.progress.begin((segments == null) ? "compare" : "compare-again", total);
                    }
                    this.progress.done(done);
                });
        if (segments == null) {
            this.progress.at(look.at());
            this.rows = look.rows();
            this.leftOutAtFirst = look.leftOutProducts() + look.leftOutCategories().size();
            this.checksum = new RootChecksum(look);
            this.before = this.checksum.roots();
        } else if (this.checksum != null) {
            this.checksum.replace(segments, look);
        }
        return look;
    }

    private boolean isTooMuch() {
        return this.request.repair() && !this.request.confirmed()
                && this.findings.count(Findings.SUSPECT) > this.settings.limit();
    }

    /** Looks at the suspects again; answers whether a further round has to look at them. */
    private boolean lookAgain() {
        long suspects = this.findings.count(Findings.SUSPECT);
        if (suspects == 0) {
            return false;
        }
        this.progress.begin(this.request.repair() ? "repair" : "look-again", suspects);
        var state = this.request.repair() ? Findings.REPAIRED : Findings.FOUND;
        long done = 0;
        boolean busy = false;
        // products are recomputed as of the stored categories
        for (var table : SmallTable.values()) {
            var after = new Key("", "");
            for (var keys = next(table, after); !keys.isEmpty(); keys = next(table, after)) {
                var again = this.repairs.small(table, keys);
                this.findings.lookedAgain(table, keys, again.busy(), again.wrong(), state);
                busy |= !again.busy().isEmpty();
                after = keys.getLast();
                done += keys.size();
                this.progress.done(done);
            }
        }
        var after = "";
        for (var ids = nextProducts(after); !ids.isEmpty(); ids = nextProducts(after)) {
            var again = this.repairs.products(ids);
            this.findings.lookedAgain(ids, again, state);
            busy |= !again.busy().isEmpty();
            after = ids.getLast();
            done += ids.size();
            this.progress.done(done);
        }
        return busy || this.request.repair();
    }

    private List<Key> next(SmallTable table, Key after) {
        return stopped() ? List.of() : this.findings.suspects(table, after, this.settings.batch());
    }

    private List<String> nextProducts(String after) {
        return stopped() ? List.of() : this.findings.products(after, this.settings.batch());
    }

    private boolean stopped() {
        if (this.progress.isStopped()) {
            throw new SharedSnapshot.StoppedException();
        }
        return false;
    }

    /** What was on its way has arrived by then, unless there is a lot of it. */
    private void awaitSettled(long head) {
        long deadline = System.nanoTime() + this.settings.settling().toNanos();
        while (!stopped() && System.nanoTime() < deadline && this.jdbc
                .sql("SELECT settled_position FROM read_g%d.checkpoint".formatted(this.sql.generation()))
                .query((row, _) -> row.getLong(1)).single() < head) {
            LockSupport.parkNanos(LOOK_EVERY);
        }
    }

    /** Now that the rows are right, each count must be the number of its listing's rows. */
    private void counts() {
        this.progress.begin("count", COUNT_PASSES);
        var wrong = counts(this.jdbc.sql(this.sql.of("count-listings", false)));
        for (int pass = 1; pass <= COUNT_PASSES && !wrong.isEmpty() && !stopped(); pass++) {
            var ids = wrong.stream().map(Repairs.Count::category).toList();
            if (!this.request.repair()) {
                var unsure = this.findings.withWrongListings(ids);
                this.findings.counts(ids.stream().filter(id -> !unsure.contains(id)).toList(), Findings.FOUND,
                        this.round);
                return;
            }
            if (pass == COUNT_PASSES) {
                this.findings.counts(ids, Findings.FOUND, this.round);
                return;
            }
            for (int from = 0; from < wrong.size(); from += this.settings.batch()) {
                this.repairs.counts(wrong.subList(from, Math.min(wrong.size(), from + this.settings.batch())));
            }
            this.findings.counts(ids, Findings.REPAIRED, this.round);
            this.progress.done(pass);
            wrong = counts(this.jdbc.sql(this.sql.of("miscounted", false)).param("ids", ids.toArray(String[]::new)));
        }
    }

    private static List<Repairs.Count> counts(StatementSpec statement) {
        return statement.query((row, _) -> new Repairs.Count(row.getString("id"), row.getInt("missing"))).list();
    }

    /** How it went, with whatever else was found. */
    Outcome outcome(Report.@Nullable Cache cache, Report.@Nullable Journal journal) {
        var groups = this.findings.groups();
        return new Outcome(this.round, this.rows, this.leftOut, this.refused, sum(groups, Findings.Group::found),
                sum(groups, Findings.Group::repaired), this.findings.count(Findings.VANISHED),
                new Report(this.before, (this.checksum == null) ? null : this.checksum.roots(), this.leftOutAtFirst,
                        groups, cache, journal));
    }

    int round() {
        return this.round;
    }

    boolean isRefused() {
        return this.refused;
    }

    private static long sum(List<Findings.Group> groups, ToLongFunction<Findings.Group> figure) {
        return groups.stream().mapToLong(figure).sum();
    }

}
