package dev.aisle.database;

import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;
import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

import dev.aisle.database.DatabaseSettings.ProcessRole;

/**
 * One pool a role. Each connects as the configured user and at once becomes its role, so
 * that the grants of the migrations hold for every statement of a module.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({DatabaseSettings.class, DataSourceProperties.class})
class DatabaseConfiguration {

    private static final String MIGRATION = "databaseMigration";

    private static final String READ_URL = "aisle.database.read-url";

    private final DatabaseSettings settings;

    DatabaseConfiguration(DatabaseSettings settings) {
        this.settings = settings;
    }

    @Bean
    @ConditionalOnProperty("spring.datasource.url")
    JdbcConnectionDetails configuredDatabase(DataSourceProperties properties) {
        return new ConfiguredDatabase(properties.determineUsername(), properties.determinePassword(),
                properties.determineUrl());
    }

    private record ConfiguredDatabase(@Nullable String username, @Nullable String password, String jdbcUrl)
            implements
                JdbcConnectionDetails {

        @Override
        public @Nullable String getUsername() {
            return this.username;
        }

        @Override
        public @Nullable String getPassword() {
            return this.password;
        }

        @Override
        public String getJdbcUrl() {
            return this.jdbcUrl;
        }

    }

    @Bean(defaultCandidate = false)
    HikariDataSource ownerDataSource(JdbcConnectionDetails database) {
        var config = config("owner", database, 4, false);
        return new HikariDataSource(config);
    }

    @Bean(MIGRATION)
    Object databaseMigration(@Qualifier("ownerDataSource") DataSource owner) {
        var migration = new DatabaseMigration(owner, this.settings.currency());
        if (this.settings.database().migrate()) {
            migration.run();
        }
        return migration;
    }

    @Primary
    @Bean
    @DependsOn(MIGRATION)
    HikariDataSource commandDataSource(JdbcConnectionDetails database) {
        return pool(DatabaseRole.COMMAND, database, this.settings.database().commandConnections(),
                // Its statements find rows by key whatever the keys are: planning them anew costs more than running them.
                "plan_cache_mode = force_generic_plan",
                // Here, and not for each transaction: Spring would ask for the one before, and set it back
                "default_transaction_isolation = 'read committed'", "idle_in_transaction_session_timeout = "
                        + this.settings.database().commandIdleInTransaction().toMillis());
    }

    @Bean(defaultCandidate = false)
    @DependsOn(MIGRATION)
    HikariDataSource queryDataSource(JdbcConnectionDetails database) {
        return readers("query", readDatabase(database), this.settings.database().queryConnections());
    }

    /** A connection apart, by which a node learns what changed however busy its readers are. */
    @Bean(defaultCandidate = false)
    @DependsOn(MIGRATION)
    DataSource feedDataSource(JdbcConnectionDetails database) {
        return new RenewedConnection(readDatabase(database), "aisle-feed", DatabaseRole.QUERY,
                this.settings.database().queryStatement());
    }

    /** Readers' few connections to the primary, where they use another database. */
    @Bean(defaultCandidate = false)
    @DependsOn(MIGRATION)
    @ConditionalOnProperty(READ_URL)
    HikariDataSource reserveDataSource(JdbcConnectionDetails database) {
        return readers("reserve", database, this.settings.database().reserveConnections());
    }

    private JdbcConnectionDetails readDatabase(JdbcConnectionDetails database) {
        var own = this.settings.database();
        if (own.readUrl() == null) {
            return database;
        }
        return new ConfiguredDatabase(own.readUsername() == null ? database.getUsername() : own.readUsername(),
                own.readPassword() == null ? database.getPassword() : own.readPassword(), own.readUrl());
    }

    private HikariDataSource readers(String name, JdbcConnectionDetails database, int size) {
        var statement = this.settings.database().queryStatement();
        var config = config(name, DatabaseRole.QUERY, database, size,
                "default_transaction_read_only = on", "statement_timeout = " + statement.toMillis());
        // A reader whose database is frozen is answered otherwise: it must not wait for the network to find out
        config.setConnectionTimeout(this.settings.database().queryConnection().toMillis());
        config.setValidationTimeout(Math.max(250, this.settings.database().queryConnection().toMillis() / 2));
        config.addDataSourceProperty("connectTimeout", "2");
        config.addDataSourceProperty("socketTimeout", Long.toString(statement.toSeconds() + 1));
        return new HikariDataSource(config);
    }

    @Bean(defaultCandidate = false)
    @DependsOn(MIGRATION)
    HikariDataSource syncDataSource(JdbcConnectionDetails database) {
        return pool(DatabaseRole.SYNC, database, this.settings.database().syncConnections(),
                "idle_in_transaction_session_timeout = " + Duration.ofMinutes(1).toMillis());
    }

    @Primary
    @Bean
    JdbcTransactionManager commandTransactionManager(DataSource commandDataSource) {
        return new JdbcTransactionManager(commandDataSource);
    }

    @Bean(defaultCandidate = false)
    JdbcTransactionManager queryTransactionManager(@Qualifier("queryDataSource") DataSource dataSource) {
        return new JdbcTransactionManager(dataSource);
    }

    @Bean(defaultCandidate = false)
    JdbcTransactionManager syncTransactionManager(@Qualifier("syncDataSource") DataSource dataSource) {
        return new JdbcTransactionManager(dataSource);
    }

    @Primary
    @Bean
    JdbcClient commandJdbc(DataSource commandDataSource) {
        return JdbcClient.create(commandDataSource);
    }

    @Bean(defaultCandidate = false)
    JdbcClient queryJdbc(@Qualifier("queryDataSource") DataSource dataSource) {
        return JdbcClient.create(dataSource);
    }

    @Bean(defaultCandidate = false)
    @ConditionalOnProperty(READ_URL)
    JdbcClient reserveJdbc(@Qualifier("reserveDataSource") DataSource dataSource) {
        return JdbcClient.create(dataSource);
    }

    @Bean(defaultCandidate = false)
    JdbcClient feedJdbc(@Qualifier("feedDataSource") DataSource dataSource) {
        return JdbcClient.create(dataSource);
    }

    @Bean(defaultCandidate = false)
    JdbcClient syncJdbc(@Qualifier("syncDataSource") DataSource dataSource) {
        return JdbcClient.create(dataSource);
    }

    private HikariDataSource pool(DatabaseRole role, JdbcConnectionDetails database, int size, String... session) {
        return new HikariDataSource(config(role.name().toLowerCase(Locale.ROOT), role, database, size, session));
    }

    private HikariConfig config(String name, DatabaseRole role, JdbcConnectionDetails database, int size,
            String... session) {
        boolean used = this.settings.roles().contains(ProcessRole.valueOf(role.name()));
        var config = config(name, database, size, used);
        config.setConnectionInitSql(Stream.concat(Stream.of("ROLE " + role.roleName()), Stream.of(session))
                .map("SET %s"::formatted).reduce("SET TIME ZONE 'UTC'", "%s; %s"::formatted));
        return config;
    }

    private HikariConfig config(String name, JdbcConnectionDetails database, int size, boolean warm) {
        var config = new HikariConfig();
        config.setPoolName("aisle-" + name);
        config.setJdbcUrl(database.getJdbcUrl());
        config.setUsername(database.getUsername());
        config.setPassword(database.getPassword());
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(warm ? Math.min(2, size) : 0);
        config.setConnectionTimeout(this.settings.database().connectionTimeout().toMillis());
        config.setInitializationFailTimeout(-1);
        // Else the pool asks its first connection for it, and makes none for ever if that breaks just then
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.addDataSourceProperty("ApplicationName", "aisle-" + name);
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("connectTimeout", "5");
        return config;
    }

}
