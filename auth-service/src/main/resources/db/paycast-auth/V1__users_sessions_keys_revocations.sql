-- Times come from the services' clock, not from now(), so that one clock decides.

create table users (
    name          text primary key,         -- canonical: NFKC, lower case
    password_hash text        not null,     -- Argon2id, PHC string
    scopes        text[]      not null,
    epoch         text        not null,     -- renewed when the user is revoked; what was granted under it dies with it
    created_at    timestamptz not null
);

-- One login. A family of refresh tokens, and the sid of their access tokens.
create table sessions (
    sid        text primary key,
    user_name  text        not null references users (name) on delete cascade,
    epoch      text        not null,
    opened_at  timestamptz not null,
    expires_at timestamptz not null,
    ended_at   timestamptz
);
create index sessions_by_user on sessions (user_name);

-- Every refresh token of a session, used ones too: they are how reuse is noticed.
create table refresh_tokens (
    hash           bytea primary key,       -- SHA-256 of the token; the token itself is nowhere
    sid            text        not null references sessions (sid) on delete cascade,
    expires_at     timestamptz not null,
    used_at        timestamptz,
    successor_salt bytea                    -- with the token itself, yields its successor again
);
create index refresh_tokens_by_session on refresh_tokens (sid);

-- What is revoked, and the outbox to Kafka at once: a row not yet published is still to be told.
create sequence revocation_revision;
create table revocations (
    scope        text        not null,
    id           text        not null,
    issued_until timestamptz not null,
    expires_at   timestamptz not null,
    revision     bigint      not null default nextval('revocation_revision'),
    published    boolean     not null default false,
    primary key (scope, id)
);
create index revocations_to_publish on revocations (revision) where not published;
create index revocations_by_expiry on revocations (expires_at);

create table signing_keys (
    kid        text primary key,            -- RFC 7638 thumbprint
    sealed     bytea       not null,        -- PKCS #8 under AES-256-GCM: 12 bytes IV, ciphertext, tag
    signs_from timestamptz not null
);
