-- Reminders by direct message. The slot is the budget: no third row for one person in one week can be written.

create table nudge (
  id           text not null primary key,
  workspace_id text not null references workspace (id),
  team_id      text not null references team (id),
  user_id      text not null,
  kind         text not null check (kind in ('readings', 'votes', 'revisit')),
  subject      text not null,
  week_on      text not null check (length(week_on) = 10),
  slot         integer not null check (slot between 1 and 2),
  at           text not null check (length(at) = 24),
  is_dismissed integer not null check (is_dismissed in (0, 1)),
  unique (workspace_id, user_id, kind, subject),
  unique (workspace_id, user_id, week_on, slot)
);

create table nudge_mute (
  team_id text not null references team (id),
  user_id text not null,
  at      text not null check (length(at) = 24),
  primary key (team_id, user_id)
);
