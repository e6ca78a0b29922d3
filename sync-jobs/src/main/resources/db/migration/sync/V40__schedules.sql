CREATE TABLE sync.job_schedule (
    job        text        PRIMARY KEY,
    cron       text        NOT NULL,
    zone       text        NOT NULL,
    next_fire  timestamptz NOT NULL,
    last_fire  timestamptz
);
COMMENT ON TABLE sync.job_schedule IS
    'When jobs are asked for by themselves. Whoever moves next_fire on, by the database''s clock, inserts the request in the same transaction: one node, once';

GRANT SELECT, INSERT, UPDATE, DELETE ON sync.job_schedule TO aisle_sync;

-- How the purge of history finds what has ended, and the executions of a run.
CREATE INDEX job_request_ended ON sync.job_request (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX batch_job_execution_params_run ON sync.batch_job_execution_params (parameter_value)
    WHERE parameter_name = 'run';
