package dev.aisle.security;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The admin account.
 *
 * @param password its password ({@code AISLE_ADMIN_PASSWORD}); without one, the first start
 * makes one and prints it once
 * @param rememberFor how long a successful check is remembered, since each costs some 55 ms
 * of CPU
 */
@ConfigurationProperties("aisle.admin")
record SecuritySettings(@Nullable String password, @DefaultValue("60s") Duration rememberFor) {

    @Override
    public String toString() {
        return "SecuritySettings[password=" + (this.password == null ? "none" : "***") + ']';
    }

}
