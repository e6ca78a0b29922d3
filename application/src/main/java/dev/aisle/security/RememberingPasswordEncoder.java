package dev.aisle.security;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.Semaphore;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Remembers successful checks of a slow encoder, and what it encoded itself, for a short time, under a keyed hash
 * that lives and dies with the process. Failures are never remembered, so guessing stays slow.
 * Requests that come at once with the same password share one check, and only as many are
 * under way as leave half of the processors to others: editors who all come at once, and
 * whoever guesses, keep nobody else from working.
 */
final class RememberingPasswordEncoder implements PasswordEncoder {

    private static final String ALGORITHM = "HmacSHA256";

    private final PasswordEncoder slow;

    private final SecretKeySpec key;

    private final Cache<String, @Nullable Boolean> successes;

    private final Semaphore underWay = new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

    RememberingPasswordEncoder(PasswordEncoder slow, Duration rememberFor) {
        this.slow = slow;
        this.successes = Caffeine.newBuilder().maximumSize(1000).expireAfterWrite(rememberFor).build();
        var secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        this.key = new SecretKeySpec(secret, ALGORITHM);
    }

    @Override
    public @Nullable String encode(@Nullable CharSequence rawPassword) {
        var encoded = this.slow.encode(rawPassword);
        // nobody gets in without a password, whatever it is the hash of
        if (rawPassword != null && !rawPassword.isEmpty() && encoded != null) {
            this.successes.put(fingerprint(rawPassword, encoded), Boolean.TRUE);
        }
        return encoded;
    }

    @Override
    public boolean matches(@Nullable CharSequence rawPassword, @Nullable String encodedPassword) {
        if (rawPassword == null || encodedPassword == null) {
            return false;
        }
        return this.successes.get(fingerprint(rawPassword, encodedPassword),
                _ -> check(rawPassword, encodedPassword) ? Boolean.TRUE : null) != null;
    }

    private boolean check(CharSequence rawPassword, String encodedPassword) {
        this.underWay.acquireUninterruptibly();
        try {
            return this.slow.matches(rawPassword, encodedPassword);
        } finally {
            this.underWay.release();
        }
    }

    private String fingerprint(CharSequence rawPassword, String encodedPassword) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(this.key);
            mac.update(encodedPassword.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return HexFormat.of().formatHex(mac.doFinal(rawPassword.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException ex) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, ex);
        }
    }

}
