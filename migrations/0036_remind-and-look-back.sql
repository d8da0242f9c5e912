-- A reminder is settled once there is nothing left to do about it, so that its message says so and keeps no buttons.
alter table nudge add column settled_at text check (length(settled_at) = 24);
create index nudge_unsettled on nudge (team_id) where settled_at is null;

-- One past decision comes back when a cycle closes: each cycle one, each decision once.
create table lookback (
  id           text not null primary key,
  workspace_id text not null references workspace (id),
  team_id      text not null references team (id),
  cycle_id     text not null unique references cycle (id),
  decision_id  text not null unique references decision (id),
  rollup_id    text not null references rollup (id),
  at           text not null check (length(at) = 24)
);

create index lookback_team on lookback (team_id);

create table lookback_answer (
  lookback_id text not null references lookback (id),
  user_id     text not null,
  answer      text not null check (answer in ('yes', 'no', 'too-early')),
  at          text not null check (length(at) = 24),
  primary key (lookback_id, user_id)
);

-- Which page of Home a person saw last, so that it is drawn anew after what they do elsewhere.
create table home_place (
  workspace_id text not null references workspace (id),
  user_id      text not null,
  page         integer not null check (page >= 0),
  team_id      text not null,
  seen_at      text not null check (length(seen_at) = 24),
  primary key (workspace_id, user_id)
);
