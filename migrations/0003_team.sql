-- Who takes part, in which channel, on which days; and what became of each due review and roll-up.

create table team (
  id                   text not null primary key,
  workspace_id         text not null references workspace (id),
  channel_id           text not null,
  zone                 text not null,
  rhythm_days          integer not null check (rhythm_days in (7, 14)),
  review_weekday       integer not null check (review_weekday between 1 and 7),
  review_time          text not null check (length(review_time) = 5),
  close_after_days     integer not null check (close_after_days between 0 and 6),
  close_time           text not null check (length(close_time) = 5),
  rollup_weekday       integer not null check (rollup_weekday between 1 and 7),
  rollup_time          text not null check (length(rollup_time) = 5),
  rollup_channel_id    text not null,
  cycle_days           integer not null check (cycle_days in (7, 14)),
  is_vote_open         integer not null check (is_vote_open in (0, 1)),
  quota                integer not null check (quota >= 0),
  first_review_week_on text not null check (length(first_review_week_on) = 10),
  first_rollup_week_on text not null check (length(first_rollup_week_on) = 10),
  set_up_by            text not null,
  set_up_at            text not null check (length(set_up_at) = 24),
  paused_at            text check (length(paused_at) = 24),
  unique (workspace_id, channel_id)
);

create table team_role (
  team_id     text not null references team (id),
  user_id     text not null,
  role        text not null check (role in ('leader', 'stop-owner', 'deputy', 'approver', 'key-holder')),
  accepted_at text check (length(accepted_at) = 24),
  primary key (team_id, user_id, role)
);

-- The key decides which process was first.
create table occurrence (
  team_id text not null references team (id),
  kind    text not null check (kind in ('review', 'rollup')),
  week_on text not null check (length(week_on) = 10),
  due_at  text not null check (length(due_at) = 24),
  outcome text not null check (outcome in ('opened', 'late', 'moved', 'missed', 'skipped')),
  at      text not null check (length(at) = 24),
  primary key (team_id, kind, week_on)
);
