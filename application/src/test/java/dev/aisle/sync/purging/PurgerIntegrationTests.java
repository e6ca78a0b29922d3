package dev.aisle.sync.purging;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What proxies are told, whatever becomes of them and of who tells them. The other proxy isn't there. */
@ProxiedTest
class PurgerIntegrationTests {

    static final String URL = "http://127.0.0.1:" + ProxiedTest.Ports.RECORDER;

    @Autowired
    Purger purger;

    @Autowired
    @Qualifier("syncJdbc")
    JdbcClient sync;

    Editor editor;

    RecordingProxy proxy;

    @BeforeEach
    void listen() throws IOException, InterruptedException {
        this.editor = new Editor();
        this.proxy = new RecordingProxy(ProxiedTest.Ports.RECORDER);
        this.editor.category("fruit", null);
        this.editor.category("citrus", "fruit");
        this.editor.product("lime", "citrus");
        awaitAllTold();
        this.proxy.forget();
    }

    @AfterEach
    void hangUp() {
        this.purger.start();
        this.proxy.close();
        this.editor.close();
    }

    private void rename(String id, String name) throws IOException, InterruptedException {
        this.editor.patchAndWait("/products/" + id, "{\"name\": \"%s\"}".formatted(name));
    }

    /** Each wave has come to the newest change. */
    private void awaitAllTold() {
        await().until(() -> this.sync.sql("""
                SELECT count(*)
                  FROM sync.purge_wave
                 WHERE url = :url AND target IS NULL AND applied = (SELECT max(seq) FROM read.changes)""")
                .param("url", URL).query(Integer.class).single() == 3);
    }

    @Test
    void aChangeIsToldAndToldAgain() throws IOException, InterruptedException {
        rename("lime", "Key lime");

        awaitAllTold();

        assertThat(this.proxy.timesToldOf("p/lime")).isEqualTo(3);
        assertThat(this.proxy.timesToldOf("aisle")).isZero();
    }

    @Test
    void whatSellsOutIsForgottenWhereverItStoodAndWasCounted() throws IOException, InterruptedException {
        this.editor.category("herbs", "fruit");
        this.editor.product("basil", "herbs");
        awaitAllTold();
        this.proxy.forget();
        this.editor.stock("basil", 0);

        await().until(() -> this.proxy.timesToldOf("p/basil") == 3);

        for (var key : List.of("l/herbs", "l/fruit", "c/herbs", "categories", "tree")) {
            assertThat(this.proxy.timesToldOf(key)).as(key).isEqualTo(3);
        }
        assertThat(this.proxy.timesToldOf("l/citrus")).isZero();
    }

    @Test
    void aProxyThatWasAwayIsToldWhatItMissedAndHeldUpNobody() throws IOException, InterruptedException {
        this.proxy.answersWith(503);
        rename("lime", "Sweet lime");
        this.editor.product("pomelo", "citrus");

        assertThat(this.proxy.purges()).isEmpty();
        this.proxy.answersWith(200);
        awaitAllTold();

        assertThat(this.proxy.timesToldOf("p/lime")).isGreaterThanOrEqualTo(3);
        assertThat(this.proxy.timesToldOf("p/pomelo")).isGreaterThanOrEqualTo(3);
        assertThat(this.proxy.timesToldOf("aisle")).isZero();
    }

    @Test
    void aPurgerThatStopsGoesOnWhereItWas() throws IOException, InterruptedException {
        this.purger.stop();
        rename("lime", "Kaffir lime");
        assertThat(this.proxy.purges()).isEmpty();

        this.purger.start();
        awaitAllTold();

        assertThat(this.proxy.timesToldOf("p/lime")).isEqualTo(3);
        assertThat(this.proxy.timesToldOf("aisle")).isZero();
    }

    @Test
    void whoMissedChangesThatAreGoneForgetsEverything() throws IOException, InterruptedException {
        this.purger.stop();
        rename("lime", "Finger lime");
        this.sync.sql("DELETE FROM read.changes WHERE seq = (SELECT max(seq) FROM read.changes)").update();
        rename("lime", "Rangpur lime");

        this.purger.start();
        awaitAllTold();

        assertThat(this.proxy.timesToldOf("aisle")).isEqualTo(3);
    }

    @Test
    void whoMissedTooMuchForgetsEverything() throws IOException, InterruptedException {
        this.purger.stop();
        for (int number : IntStream.rangeClosed(0, 50).toArray()) {
            rename("lime", "Lime number " + number);
        }

        this.purger.start();
        awaitAllTold();

        assertThat(this.proxy.timesToldOf("aisle")).isEqualTo(3);
        assertThat(this.proxy.timesToldOf("p/lime")).isZero();
    }

    @Test
    void anotherEpochForgetsEverything() {
        this.purger.stop();
        this.sync.sql("UPDATE sync.purge_wave SET epoch = epoch - 1 WHERE url = :url AND wave = 0").param("url", URL)
                .update();

        this.purger.start();

        await().untilAsserted(() -> assertThat(this.proxy.timesToldOf("aisle")).isEqualTo(1));
    }

    @Test
    void onlyOneProcessTellsAProxy() throws IOException, InterruptedException {
        this.purger.stop();
        this.sync.sql("""
                UPDATE sync.proxy SET holder = 'another', held_until = clock_timestamp() + interval '1 second'
                 WHERE url = :url""").param("url", URL).update();
        rename("lime", "Blood lime");
        this.purger.start();

        boolean held = true;
        while (held) {
            long told = this.proxy.timesToldOf("p/lime");
            held = this.sync.sql("SELECT holder = 'another' FROM sync.proxy WHERE url = :url").param("url", URL)
                    .query(Boolean.class).single();
            assertThat(!held || told == 0).isTrue();
        }
        awaitAllTold();

        assertThat(this.proxy.timesToldOf("p/lime")).isEqualTo(3);
    }

}
