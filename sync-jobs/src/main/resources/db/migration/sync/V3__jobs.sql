CREATE TABLE sync.job_request (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job              text        NOT NULL,
    parameters       jsonb       NOT NULL,
    requested_by     text        NOT NULL,
    requested_at     timestamptz NOT NULL DEFAULT now(),
    state            text        NOT NULL DEFAULT 'requested'
                     CHECK (state IN ('requested', 'running', 'stopping', 'stopped', 'completed', 'failed')),
    attempts         integer     NOT NULL DEFAULT 0,
    node             text,
    started_at       timestamptz,
    ended_at         timestamptz,
    phase            text,
    phase_started_at timestamptz,
    done             bigint      NOT NULL DEFAULT 0,
    total            bigint,
    result           jsonb       NOT NULL DEFAULT '{}',
    problem          text
);
CREATE UNIQUE INDEX job_request_runs_once ON sync.job_request (job) WHERE state IN ('running', 'stopping');
CREATE INDEX job_request_open ON sync.job_request (id) WHERE state IN ('requested', 'running', 'stopping');
CREATE INDEX job_request_history ON sync.job_request (job, id);
COMMENT ON TABLE sync.job_request IS
    'Runs of jobs, as they were asked for. A node with the role sync claims one; of one job only one runs at a time. While it runs, its node holds the session lock (4151, id)';
COMMENT ON COLUMN sync.job_request.attempts IS 'How often it was begun: a run whose node died is begun again, and goes on where it was';

GRANT SELECT, INSERT, UPDATE, DELETE ON sync.job_request TO aisle_sync;
