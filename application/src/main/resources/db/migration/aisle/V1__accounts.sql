-- Who may use the admin API. Only the owner reads it; passwords stand as BCrypt hashes.
CREATE TABLE aisle.account (
    name          text PRIMARY KEY,
    password_hash text NOT NULL,
    created_at    timestamptz NOT NULL DEFAULT now()
);
