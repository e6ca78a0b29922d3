package dev.aisle.embedded;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationListener;

/**
 * Starts the embedded servers, where they are wanted, beside the application and not in the middle of its start.
 * Whoever needs them waits for them as without it, and hears there what failed.
 */
public final class EarlyStart implements ApplicationListener<ApplicationPreparedEvent> {

    /** Servers that are being started. They are stopped even if nobody comes to use them. */
    static final class Pending implements DisposableBean {

        private final CompletableFuture<EmbeddedServers> servers;

        private Pending(CompletableFuture<EmbeddedServers> servers) {
            this.servers = servers;
        }

        EmbeddedServers await() {
            try {
                return servers.join();
            } catch (CompletionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : e;
            }
        }

        @Override
        public void destroy() {
            servers.handle((started, _) -> started).thenAccept(started -> {
                if (started != null) {
                    started.close();
                }
            }).join();
        }
    }

    @Override
    public void onApplicationEvent(ApplicationPreparedEvent event) {
        var environment = event.getApplicationContext().getEnvironment();
        var wanted = NothingConfigured.wanted(environment);
        if (wanted.isEmpty() || !(event.getApplicationContext()
                .getBeanFactory() instanceof DefaultSingletonBeanRegistry beans)) {
            return;
        }
        EmbeddedProperties properties;
        try {
            properties = Binder.get(environment).bindOrCreate("aisle", EmbeddedProperties.class);
        } catch (BindException e) {
            // Told in the usual words when the properties become a bean
            return;
        }
        var pending = new Pending(new CompletableFuture<>());
        pending.servers.completeAsync(() -> EmbeddedServers.start(properties.settings(), wanted),
                task -> Thread.ofPlatform().name("aisle-embedded").start(task));
        beans.registerSingleton(Pending.class.getName(), pending);
        beans.registerDisposableBean(Pending.class.getName(), pending);
    }
}
