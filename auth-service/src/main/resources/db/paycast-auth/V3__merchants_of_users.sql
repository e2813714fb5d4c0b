-- The merchants for which a user may mint customer tokens; empty for all of them.
alter table users add column merchants text[] not null default '{}';
