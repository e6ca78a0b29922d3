package dev.aisle.security;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Remembers successful checks of a slow encoder for a short time, under a keyed hash that
 * lives and dies with the process. Failures are never remembered, so guessing stays slow.
 */
final class RememberingPasswordEncoder implements PasswordEncoder {

    private static final String ALGORITHM = "HmacSHA256";

    private final PasswordEncoder slow;

    private final SecretKeySpec key;

    private final Cache<String, Boolean> successes;

    RememberingPasswordEncoder(PasswordEncoder slow, Duration rememberFor) {
        this.slow = slow;
        this.successes = Caffeine.newBuilder().maximumSize(1000).expireAfterWrite(rememberFor).build();
        var secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        this.key = new SecretKeySpec(secret, ALGORITHM);
    }

    @Override
    public @Nullable String encode(@Nullable CharSequence rawPassword) {
        return this.slow.encode(rawPassword);
    }

    @Override
    public boolean matches(@Nullable CharSequence rawPassword, @Nullable String encodedPassword) {
        if (rawPassword == null || encodedPassword == null) {
            return false;
        }
        var fingerprint = fingerprint(rawPassword, encodedPassword);
        if (this.successes.getIfPresent(fingerprint) != null) {
            return true;
        }
        boolean matches = this.slow.matches(rawPassword, encodedPassword);
        if (matches) {
            this.successes.put(fingerprint, Boolean.TRUE);
        }
        return matches;
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
