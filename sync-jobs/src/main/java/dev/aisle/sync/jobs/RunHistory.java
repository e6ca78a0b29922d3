package dev.aisle.sync.jobs;

import java.util.List;
import java.util.Map;

/**
 * What a job keeps about its runs beside their rows. Each bean of this type serves one job,
 * and is told when runs are old enough to be forgotten.
 */
public interface RunHistory {

    /**
     * The job whose runs these are.
     * @return its name
     */
    String job();

    /**
     * Forgets runs, in the transaction that forgets their rows.
     * @param parameters the parameters that each was requested with
     */
    void forget(List<Map<String, String>> parameters);

}
