-- How many refresh tokens in a row were presented more than once.
alter table sessions
    add column repeats  integer not null default 0,
    add column repeated boolean not null default false; -- whether the latest used token is one of them

-- Users of the settings that were added once. One that was removed afterwards is not added again.
create table bootstrapped_users (
    name     text primary key,
    added_at timestamptz not null
);
