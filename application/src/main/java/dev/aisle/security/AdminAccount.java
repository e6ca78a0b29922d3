package dev.aisle.security;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * The one admin account. Its password is the configured one or, without that, one made by
 * the first start, whose hash the database keeps for every node and later start.
 */
public final class AdminAccount implements UserDetailsService {

    /** The account's name. */
    public static final String NAME = "admin";

    private final String passwordHash;

    private final @Nullable String generatedPassword;

    AdminAccount(@Nullable String configuredPassword, DataSource owner, PasswordEncoder encoder) {
        if (configuredPassword != null && !configuredPassword.isBlank()) {
            this.passwordHash = hash(encoder, configuredPassword);
            this.generatedPassword = null;
            return;
        }
        var jdbc = JdbcClient.create(owner);
        var stored = storedHash(jdbc);
        if (stored.isPresent()) {
            this.passwordHash = stored.get();
            this.generatedPassword = null;
            return;
        }
        var password = generate();
        int inserted = jdbc
                .sql("INSERT INTO aisle.account (name, password_hash) VALUES (?, ?) ON CONFLICT DO NOTHING")
                .params(NAME, hash(encoder, password)).update();
        this.passwordHash = storedHash(jdbc).orElseThrow();
        // Of nodes that start at once, one makes the password
        this.generatedPassword = (inserted == 1) ? password : null;
    }

    private static Optional<String> storedHash(JdbcClient jdbc) {
        return jdbc.sql("SELECT password_hash FROM aisle.account WHERE name = ?").param(NAME).query(String.class)
                .optional();
    }

    private static String hash(PasswordEncoder encoder, String password) {
        return Objects.requireNonNull(encoder.encode(password));
    }

    private static String generate() {
        var bytes = new byte[18];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * The password that this start made up: to be shown once.
     * @return the password, or empty when one was configured or made before
     */
    public Optional<String> generatedPassword() {
        return Optional.ofNullable(this.generatedPassword);
    }

    @Override
    public UserDetails loadUserByUsername(String username) {
        if (!NAME.equals(username)) {
            throw new UsernameNotFoundException("no such account");
        }
        return User.withUsername(NAME).password(this.passwordHash).roles("ADMIN").build();
    }

}
