package dev.aisle.database;

import java.time.Duration;
import java.util.Currency;
import java.util.Set;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How Aisle uses its database.
 *
 * @param currency the one currency of the catalog (ISO 4217); fixed by the first start
 * @param roles what this process does: any of command, query, sync
 * @param database the pools
 */
@Validated
@ConfigurationProperties("aisle")
public record DatabaseSettings(@DefaultValue("USD") Currency currency,
        @NotEmpty @DefaultValue({
            "command", "query", "sync"}) Set<ProcessRole> roles,
        @Valid @DefaultValue Database database) {

    /** What a process can do. */
    public enum ProcessRole {

        /** Takes changes to the catalog. */
        COMMAND,

        /** Answers the storefront. */
        QUERY,

        /** Projects, imports, rebuilds. */
        SYNC

    }

    /**
     * The pools and their limits.
     *
     * @param commandConnections most connections that commands use at once
     * @param queryConnections most connections that storefront reads use at once
     * @param syncConnections most connections that the projector and jobs use at once
     * @param connectionTimeout how long a request waits for a free connection
     * @param commandIdleInTransaction how long a command's transaction may sit idle before
     * the server ends it, so that a frozen process can't hold the journal's lock
     * @param queryConnection how long a storefront read waits for a free connection
     * @param queryStatement how long one storefront statement may run
     * @param readUrl the JDBC URL of the database that storefront reads use, a replica of the other one or an address
     * for several; unset, they use the same
     * @param readUsername whom reads connect there as; unset, as to the other one
     * @param readPassword the password for that
     * @param reserveConnections most connections to the primary that storefront reads use when what they use otherwise
     * doesn't do
     * @param migrate whether this process migrates the database when it starts
     */
    public record Database(@Min(1) @Max(1000) @DefaultValue("16") int commandConnections,
            @Min(1) @Max(1000) @DefaultValue("24") int queryConnections,
            @Min(4) @Max(1000) @DefaultValue("10") int syncConnections,
            @DefaultValue("5s") Duration connectionTimeout, @DefaultValue("5s") Duration commandIdleInTransaction,
            @DurationMin(millis = 250) @DefaultValue("1s") Duration queryConnection,
            @DurationMin(millis = 100) @DefaultValue("2s") Duration queryStatement,
            @Pattern(regexp = "jdbc:postgresql:.+",
                    message = "must be a JDBC URL of PostgreSQL, such as jdbc:postgresql://replica:5432/aisle") @Nullable String readUrl,
            @Nullable String readUsername, @Nullable String readPassword,
            @Min(1) @Max(100) @DefaultValue("4") int reserveConnections,
            @DefaultValue("true") boolean migrate) {

        /** The password can't get into a log. */
        @Override
        public String toString() {
            return "database settings";
        }

    }

}
