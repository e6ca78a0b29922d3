package dev.aisle.query.cache;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.aisle.query.json.Json;

/**
 * How a kind of part is written to bytes.
 *
 * @param <T> the kind of part
 */
public interface PartCodec<T> {

    /**
     * Writes a part.
     * @param part the part
     * @param out where to
     * @throws IOException never in practice
     */
    void write(T part, DataOutputStream out) throws IOException;

    /**
     * Reads a part.
     * @param in its bytes
     * @return the part
     * @throws IOException if the bytes are no such part
     */
    T read(DataInputStream in) throws IOException;

    /**
     * Estimates what a part takes in memory.
     * @param part the part
     * @return bytes
     */
    int weight(T part);

    /**
     * Writes JSON; its digest is computed again.
     * @param out where to
     * @param json rendered
     * @throws IOException never in practice
     */
    static void writeJson(DataOutputStream out, Json json) throws IOException {
        writeBytes(out, json.bytes());
    }

    /**
     * Reads JSON.
     * @param in from where
     * @return the JSON
     * @throws IOException if there is less
     */
    static Json readJson(DataInputStream in) throws IOException {
        return Json.of(readBytes(in));
    }

    /**
     * Writes bytes with their length.
     * @param out where to
     * @param bytes any bytes
     * @throws IOException never in practice
     */
    static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /**
     * Reads bytes with their length.
     * @param in from where
     * @return the bytes
     * @throws IOException if there are fewer
     */
    static byte[] readBytes(DataInputStream in) throws IOException {
        return in.readNBytes(checked(in.readInt(), in));
    }

    /**
     * Writes ids with their number.
     * @param out where to
     * @param ids short texts
     * @throws IOException never in practice
     */
    static void writeIds(DataOutputStream out, List<String> ids) throws IOException {
        out.writeInt(ids.size());
        for (String id : ids) {
            out.writeUTF(id);
        }
    }

    /**
     * Reads ids with their number.
     * @param in from where
     * @return the ids
     * @throws IOException if there are fewer
     */
    static List<String> readIds(DataInputStream in) throws IOException {
        int size = checked(in.readInt(), in);
        var ids = new ArrayList<String>(size);
        for (int i = 0; i < size; i++) {
            ids.add(in.readUTF());
        }
        return ids;
    }

    /**
     * Writes a time to the second, as HTTP tells it.
     * @param out where to
     * @param time any time
     * @throws IOException never in practice
     */
    static void writeTime(DataOutputStream out, Instant time) throws IOException {
        out.writeLong(time.getEpochSecond());
    }

    /**
     * Reads a time.
     * @param in from where
     * @return the time, in whole seconds
     * @throws IOException if it isn't there
     */
    static Instant readTime(DataInputStream in) throws IOException {
        return Instant.ofEpochSecond(in.readLong());
    }

    private static int checked(int size, DataInputStream in) throws IOException {
        if (size < 0 || size > in.available()) {
            throw new IOException("a size of %d in a part of %d more bytes".formatted(size, in.available()));
        }
        return size;
    }
}
