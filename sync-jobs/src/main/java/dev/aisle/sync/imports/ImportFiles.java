package dev.aisle.sync.imports;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.function.LongConsumer;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Uploaded files, in the database, in pieces: never whole in memory, and there for any node. */
@Repository
class ImportFiles {

    private static final int CHUNK = 1024 * 1024;

    private final JdbcClient jdbc;

    ImportFiles(@Qualifier("syncJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(long importId, FileKind kind, String name, InputStream content) throws IOException {
        this.jdbc.sql("INSERT INTO sync.import_file (import_id, kind, name, size) VALUES (:id, :kind, :name, 0)")
                .param("id", importId)
                .param("kind", kind.code())
                .param("name", name)
                .update();
        long size = 0;
        int number = 0;
        for (var chunk = content.readNBytes(CHUNK); chunk.length > 0; chunk = content.readNBytes(CHUNK)) {
            this.jdbc.sql("INSERT INTO sync.import_file_chunk VALUES (:id, :kind, :number, :content)")
                    .param("id", importId)
                    .param("kind", kind.code())
                    .param("number", number++)
                    .param("content", chunk)
                    .update();
            size += chunk.length;
        }
        this.jdbc.sql("UPDATE sync.import_file SET size = :size WHERE import_id = :id AND kind = :kind")
                .param("size", size)
                .param("id", importId)
                .param("kind", kind.code())
                .update();
    }

    boolean has(long importId, FileKind kind) {
        return this.jdbc.sql("SELECT EXISTS (SELECT FROM sync.import_file WHERE import_id = :id AND kind = :kind)")
                .param("id", importId)
                .param("kind", kind.code())
                .query(Boolean.class)
                .single();
    }

    /** How large all files of an import are, in bytes. */
    long size(long importId) {
        return this.jdbc.sql("SELECT coalesce(sum(size), 0) FROM sync.import_file WHERE import_id = :id")
                .param("id", importId)
                .query(Long.class)
                .single();
    }

    /** Opens a file, and says of each piece how large it is once it is being read. */
    InputStream open(long importId, FileKind kind, LongConsumer reading) {
        return new Chunks(importId, kind, reading);
    }

    /** Reads piece after piece. */
    private final class Chunks extends InputStream {

        private final long importId;

        private final FileKind kind;

        private final LongConsumer reading;

        private byte @Nullable [] chunk = new byte[0];

        private int number;

        private int at;

        Chunks(long importId, FileKind kind, LongConsumer reading) {
            this.reading = reading;
            this.importId = importId;
            this.kind = kind;
        }

        @Override
        public int read() {
            var one = new byte[1];
            return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            Objects.checkFromIndexSize(offset, length, target.length);
            if (this.chunk != null && this.at == this.chunk.length) {
                this.reading.accept(this.chunk.length);
                this.chunk = next();
                this.at = 0;
            }
            if (this.chunk == null) {
                return -1;
            }
            int count = Math.min(length, this.chunk.length - this.at);
            System.arraycopy(this.chunk, this.at, target, offset, count);
            this.at += count;
            return count;
        }

        @Override
        public int available() {
            return (this.chunk == null) ? 0 : this.chunk.length - this.at;
        }

        private byte @Nullable [] next() {
            return ImportFiles.this.jdbc.sql("""
                    SELECT content
                      FROM sync.import_file_chunk
                     WHERE import_id = :id AND kind = :kind AND number = :number""")
                    .param("id", this.importId)
                    .param("kind", this.kind.code())
                    .param("number", this.number++)
                    .query(byte[].class)
                    .optional()
                    .orElse(null);
        }

    }

}
