package dev.aisle.sync.jobs;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

import org.springframework.http.MediaType;

/** The rows that runs of one job refused, to be downloaded. Each bean of this type serves one job. */
public interface RejectedRows {

    /**
     * The job that this is about.
     * @return its name
     */
    String job();

    /**
     * The formats that {@link #write} writes, the usual one first.
     * @return media types
     */
    List<MediaType> formats();

    /**
     * Writes what a run refused, row by row, without holding it in memory.
     * @param parameters the parameters that the run was requested with
     * @param format one of the formats
     * @param out where to
     * @throws IOException if the client went away
     */
    void write(Map<String, String> parameters, MediaType format, OutputStream out) throws IOException;

}
