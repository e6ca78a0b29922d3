package dev.aisle.command;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * The partitions of the journal: made ahead of its head, archived to files when nothing
 * needs them any more, dropped, and put back. Usable in every process.
 */
public interface JournalPartitions {

    /**
     * All ranges of positions that have, or had, a partition.
     * @return partitions, the oldest first
     */
    List<Partition> all();

    /**
     * Makes partitions until some lie ahead of the head, and one of what came when there was none.
     * @param size how many positions each takes
     * @param ahead how many of them are to lie ahead
     * @return how many were made
     * @throws org.springframework.dao.PessimisticLockingFailureException if long reads keep
     * the journal from being changed: try again later
     */
    int extend(long size, int ahead);

    /**
     * The partitions that may be archived: wholly below the last verified baseline, and old enough.
     * @param age how old their newest event must be
     * @return partitions that aren't archived, the oldest first
     */
    List<Partition> archivable(Duration age);

    /**
     * Archives a partition: one line of JSON an event, compressed, with its checksum and a
     * manifest beside it. What was written is read back before the partition counts as archived.
     * @param partition one that may be archived
     * @param directory where to
     * @param progress is told how many events are written, and may stop it
     * @return the partition as it is then, or empty if it was stopped
     * @throws JournalArchiveException if the files can't be written, or are not what was written
     */
    Optional<Partition> archive(Partition partition, Path directory, ProgressListener progress);

    /**
     * The partitions that may be dropped: archived, and not put back lately.
     * @param keepRestored how long what was put back is kept
     * @param neededAfter the position after which somebody needs every event
     * @return partitions, the oldest first
     */
    List<Partition> droppable(Duration keepRestored, long neededAfter);

    /**
     * Drops a partition whose archive is still there and whole.
     * @param partition one that may be dropped
     * @param directory where its archive is
     * @param neededAfter the position after which somebody needs every event
     * @throws JournalArchiveException if its archive isn't what was written
     */
    void drop(Partition partition, Path directory, long neededAfter);

    /**
     * Puts a dropped partition back, exactly as it was.
     * @param partition one that was dropped
     * @param directory where its archive is
     * @param progress is told how many events are back, and may stop it
     * @return whether it is back; not if it was stopped
     * @throws JournalArchiveException if the archive isn't there, or isn't what was written
     */
    boolean restore(Partition partition, Path directory, ProgressListener progress);

    /**
     * A range of positions.
     *
     * @param first its first position
     * @param next the first one after it
     * @param events how many events its archive holds, or null if it has none
     * @param archivedAt when it was archived, or null
     * @param droppedAt when it was dropped, or null if it is there
     * @param restoredAt when it was put back, or null
     */
    record Partition(long first, long next, @Nullable Long events, @Nullable Instant archivedAt,
            @Nullable Instant droppedAt, @Nullable Instant restoredAt) {

    }

}
