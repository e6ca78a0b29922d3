package dev.aisle.query.readmodel;

import java.util.function.Supplier;

/** Keeps a database that is in trouble from taking its readers with it. */
@FunctionalInterface
public interface ReadGuard {

    /** Lets everything through. */
    ReadGuard NONE = new ReadGuard() {

        @Override
        public <T> T run(Supplier<T> read) {
            return read.get();
        }
    };

    /**
     * Reads, perhaps a second time.
     * @param <T> what is read
     * @param read reads the database
     * @return what it read
     * @throws ReadModelUnavailableException if that isn't possible now
     */
    <T> T run(Supplier<T> read);
}
