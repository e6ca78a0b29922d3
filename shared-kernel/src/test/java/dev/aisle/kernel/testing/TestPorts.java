package dev.aisle.kernel.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for servers that a test starts itself, and may start again: below those that the
 * system hands out to clients, any of which could be at work on a port that was free a
 * moment ago.
 */
public final class TestPorts {

    private static final int FIRST = 30_000;

    private static final int COUNT = 2_700;

    private static final AtomicInteger NEXT = new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

    private TestPorts() {}

    /**
     * A port that nobody listens on, another one each time.
     * @return its number
     */
    public static int free() {
        while (true) {
            int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException _) {
                // somebody listens there
            }
        }
    }

}
