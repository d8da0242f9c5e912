-- The numbered period over which daring and killing are counted: contiguous, never overlapping.

create table cycle (
  id             text not null primary key,
  workspace_id   text not null references workspace (id),
  team_id        text not null references team (id),
  number         integer not null check (number >= 1),
  starts_at      text not null check (length(starts_at) = 24),
  closes_week_on text not null check (length(closes_week_on) = 10),
  closed_at      text check (length(closed_at) = 24),
  counts         text check (substr(counts, 1, 1) = '{'),
  check ((closed_at is null) = (counts is null)),
  check (closed_at is null or closed_at > starts_at),
  unique (team_id, number),
  -- Two cycles that start together would overlap.
  unique (team_id, starts_at)
);

create unique index cycle_open on cycle (team_id) where closed_at is null;
