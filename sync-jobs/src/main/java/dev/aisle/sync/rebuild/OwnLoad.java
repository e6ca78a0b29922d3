package dev.aisle.sync.rebuild;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

import com.sun.management.OperatingSystemMXBean;

/**
 * What part of the machine's processors this process uses, 0 to 1. A rebuild has the database work, not this process:
 * what is used here, shoppers and editors use.
 */
final class OwnLoad implements DoubleSupplier {

    /** Each look is at the time since the one before, and a moment tells nothing. */
    private static final long MEASURED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private double load = Math.max(0, this.system.getProcessCpuLoad());

    private long lookedAt = System.nanoTime();

    @Override
    public synchronized double getAsDouble() {
        long now = System.nanoTime();
        if (now - this.lookedAt >= MEASURED_NANOS) {
            // negative where the system doesn't tell
            this.load = Math.max(0, this.system.getProcessCpuLoad());
            this.lookedAt = now;
        }
        return this.load;
    }

}
