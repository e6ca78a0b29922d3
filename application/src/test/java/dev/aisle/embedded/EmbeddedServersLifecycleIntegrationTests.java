package dev.aisle.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

import static dev.aisle.embedded.ServersUnderTest.settings;
import static org.assertj.core.api.Assertions.assertThat;

class EmbeddedServersLifecycleIntegrationTests {

    @TempDir
    Path data;

    @Test
    void serversAreThereBeforeTheirFirstUserAndAfterTheLast() throws Exception {
        Path real = data.toRealPath();
        // the programs that the other tests unpacked
        Path programs = Files.createDirectories(settings(real).programs());
        Path link = Files.createSymbolicLink(real.resolve("programs"), programs);
        List<String> heard = new ArrayList<>();

        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(DataSourceAutoConfiguration.class, DataRedisAutoConfiguration.class))
                .withUserConfiguration(EmbeddedServersConfiguration.class)
                .withPropertyValues(
                        "aisle.data-directory=" + real,
                        "aisle.embedded.postgres-memory=16MB",
                        "aisle.embedded.redis-memory=16MB")
                .withBean("user", User.class, heard)
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(User.class));

        assertThat(heard).containsExactly("said", "aisle");
        Files.delete(link);
        assertThat(ServerProcesses.ofPostgres(real.resolve("postgres/cluster")).server()).isEmpty();
        assertThat(ServerProcesses.ofRedis(real.resolve("redis/redis.conf")).server()).isEmpty();
    }

    /** Uses Redis when it is made and the database when it is destroyed, after all connections to Redis were stopped. */
    static final class User implements DisposableBean {

        private final List<String> heard;
        private final JdbcClient database;
        User(List<String> heard, DataSource database, StringRedisTemplate cache) {
            this.heard = heard;
            this.database = JdbcClient.create(database);
            cache.opsForValue().set("word", "said");
            heard.add(cache.opsForValue().get("word"));
        }

        @Override
        public void destroy() {
            heard.add(database.sql("SELECT current_user").query(String.class).single());
        }
    }
}
