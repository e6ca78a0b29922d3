package dev.aisle.embedded;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EarlyStartIntegrationTests {

    @TempDir
    Path directory;

    @Test
    void handsOverTheServersAndStopsThemWithTheApplication() throws Exception {
        ProcessHandle postgres;
        ProcessHandle redis;
        try (var context = application(EmbeddedServersConfiguration.class).run(arguments())) {
            var servers = context.getBean(EmbeddedServers.class);
            assertThat(context.getBean(EarlyStart.Pending.class).await()).isSameAs(servers);
            postgres = servers.postgres().orElseThrow().process();
            redis = servers.redis().orElseThrow().process();
            assertThat(ServersUnderTest.query(servers.postgres().orElseThrow().endpoint(), "SELECT 1")).isEqualTo("1");
        }
        assertThat(runs(postgres)).isFalse();
        assertThat(runs(redis)).isFalse();
    }

    /** Guards against servers that nobody stops, since nobody came to need them. */
    @Test
    void leavesNoServersBehindWhenTheApplicationFails() throws Exception {
        assertThatThrownBy(() -> application(FailsBeforeItNeedsThem.class).run(arguments()))
                .hasMessage("planted");
        assertThat(ServerProcesses.ofPostgres(PostgresFolder.in(this.directory).cluster()).server()).isEmpty();
        assertThat(ServerProcesses.ofRedis(this.directory.toRealPath().resolve("redis/redis.conf")).server()).isEmpty();
        // they did run
        assertThat(this.directory.resolve("redis/redis.log")).isNotEmptyFile();
    }

    @Test
    void startsNothingWhereServersAreConfigured() {
        try (var context = application(NeedsNothing.class).run("--spring.datasource.url=jdbc:postgresql://db/aisle",
                "--spring.data.redis.host=cache", "--aisle.data-directory=" + this.directory)) {
            assertThat(context.getBeanProvider(EarlyStart.Pending.class).getIfAvailable()).isNull();
        }
        assertThat(this.directory).isEmptyDirectory();
    }

    /** One that has ended may be kept in the machine's list for a while, without its words. */
    private static boolean runs(ProcessHandle process) {
        return process.isAlive() && process.info().arguments().isPresent();
    }

    private static SpringApplication application(Class<?> configuration) {
        var application = new SpringApplication(configuration);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setAddCommandLineProperties(true);
        application.addListeners(new EarlyStart());
        return application;
    }

    private String[] arguments() {
        return new String[]{"--aisle.data-directory=" + this.directory, "--aisle.embedded.postgres-memory=16MB",
            "--aisle.embedded.redis-memory=16MB", "--spring.main.banner-mode=off"};
    }

    /** Without a stereotype, like the other one: applications that scan this package must not find it. */
    static class NeedsNothing {}

    @Import(EmbeddedServersConfiguration.class)
    static class FailsBeforeItNeedsThem {

        @Bean
        static BeanFactoryPostProcessor planted() {
            return _ -> {
                throw new IllegalStateException("planted");
            };
        }

    }

}
