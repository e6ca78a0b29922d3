package dev.aisle.security;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

import static org.assertj.core.api.Assertions.assertThat;

class RememberingPasswordEncoderTests {

    private static final int CALLERS = 50;

    private final CountingEncoder slow = new CountingEncoder();

    private final PasswordEncoder encoder = new RememberingPasswordEncoder(this.slow, Duration.ofMinutes(1));

    @Test
    void whoComesAtOnceSharesOneCheck() throws Exception {
        assertThat(atOnce(_ -> "right")).hasSize(CALLERS).containsOnly(true);

        assertThat(this.slow.checks).hasValue(1);
    }

    @Test
    void guessesAreCheckedOneByOneAndLeaveProcessorsToOthers() throws Exception {
        assertThat(atOnce(caller -> "guess " + caller)).hasSize(CALLERS).containsOnly(false);

        assertThat(this.slow.checks).hasValue(CALLERS);
        assertThat(this.slow.most)
                .hasValueLessThanOrEqualTo(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    }

    @Test
    void aFailureIsNotRemembered() {
        assertThat(this.encoder.matches("guess", "right")).isFalse();
        assertThat(this.encoder.matches("guess", "right")).isFalse();

        assertThat(this.slow.checks).hasValue(2);
    }

    @Test
    void whatItEncodedItselfIsKnown() {
        var encoded = this.encoder.encode("right");

        assertThat(this.encoder.matches("right", encoded)).isTrue();
        assertThat(this.slow.checks).hasValue(0);
        assertThat(this.encoder.matches("guess", encoded)).isFalse();
    }

    @Test
    void nobodyGetsInWithoutAPassword() {
        var encoder = new RememberingPasswordEncoder(new BCryptPasswordEncoder(4), Duration.ofMinutes(1));

        assertThat(encoder.matches("", encoder.encode(""))).isFalse();
    }

    @FunctionalInterface
    private interface Passwords {

        String of(int caller);

    }

    private List<Boolean> atOnce(Passwords passwords) throws Exception {
        var start = new CountDownLatch(CALLERS);
        try (var threads = Executors.newFixedThreadPool(CALLERS)) {
            List<Future<Boolean>> answers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                var password = passwords.of(i);
                answers.add(threads.submit((Callable<Boolean>) () -> {
                    start.countDown();
                    start.await();
                    return this.encoder.matches(password, "right");
                }));
            }
            List<Boolean> results = new ArrayList<>();
            for (var answer : answers) {
                results.add(answer.get());
            }
            return results;
        }
    }

    /** The password is its own code; notes how many are checked at once. */
    private static final class CountingEncoder implements PasswordEncoder {

        private final AtomicInteger checks = new AtomicInteger();

        private final AtomicInteger now = new AtomicInteger();

        private final AtomicInteger most = new AtomicInteger();

        @Override
        public @Nullable String encode(@Nullable CharSequence rawPassword) {
            return String.valueOf(rawPassword);
        }

        @Override
        public boolean matches(@Nullable CharSequence rawPassword, @Nullable String encodedPassword) {
            this.checks.incrementAndGet();
            this.most.accumulateAndGet(this.now.incrementAndGet(), Math::max);
            Thread.yield();
            this.now.decrementAndGet();
            return String.valueOf(rawPassword).equals(encodedPassword);
        }

    }

}
