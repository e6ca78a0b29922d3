package dev.aisle.embedded;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A few commands to a Redis server in its own protocol: what starting and stopping it needs, no more. */
final class RedisConnection implements AutoCloseable {

    private final Socket socket;
    private final InputStream in;

    /** Connects and logs in. */
    RedisConnection(RedisEndpoint endpoint, int timeoutMillis) throws IOException {
        socket = new Socket();
        boolean ready = false;
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(timeoutMillis);
            socket.connect(new InetSocketAddress(endpoint.host(), endpoint.port()), timeoutMillis);
            in = new BufferedInputStream(socket.getInputStream());
            call("AUTH", endpoint.password());
            ready = true;
        } finally {
            if (!ready) {
                socket.close();
            }
        }
    }

    /**
     * Sends a command and reads a simple or bulk answer.
     *
     * @throws IOException if the connection fails or the server answers with an error
     */
    String call(String... words) throws IOException {
        send(words);
        String head = line();
        return switch (head.charAt(0)) {
            case '+', ':' -> head.substring(1);
            case '$' -> bulk(Integer.parseInt(head.substring(1)));
            default -> throw new IOException("Redis answered " + head);
        };
    }

    /** Sends a command that ends the connection, and waits for that end. */
    void callLast(String... words) throws IOException {
        send(words);
        int next = in.read();
        if (next >= 0) {
            throw new IOException("Redis answered " + (char) next + line());
        }
    }

    private void send(String... words) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(("*" + words.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (String word : words) {
            byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
            out.writeBytes(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(bytes);
            out.writeBytes(new byte[]{'\r', '\n'});
        }
        socket.getOutputStream().write(out.toByteArray());
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\r'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("Redis closed the connection");
            }
            line.write(next);
        }
        in.skipNBytes(1);
        if (line.size() == 0) {
            throw new IOException("Redis answered with an empty line");
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private String bulk(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        in.skipNBytes(2);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
