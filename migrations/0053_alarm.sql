-- What a team was told about its ritual. The key keeps it from being told twice for the same facts.
create table alarm (
  id           text not null primary key,
  workspace_id text not null references workspace (id),
  team_id      text not null references team (id),
  kind         text not null check (kind <> ''),
  -- The one-pager it is about, or '' for the team.
  subject      text not null,
  facts        text not null check (facts <> ''),
  since_at     text not null check (length(since_at) = 24),
  evidence     text not null check (substr(evidence, 1, 1) = '['),
  fired_at     text not null check (length(fired_at) = 24),
  told         text not null check (told in ('message', 'line')),
  cycle_id     text references cycle (id),
  cleared_at   text check (length(cleared_at) = 24),
  dismissed_at text check (length(dismissed_at) = 24),
  -- The entry of the log that holds the reason, and who gave it.
  decision_id  text references decision (id),
  check ((dismissed_at is null) = (decision_id is null)),
  check (cleared_at is null or dismissed_at is null),
  unique (team_id, kind, subject, facts)
);

create index alarm_standing on alarm (team_id) where cleared_at is null and dismissed_at is null;

-- What was said in a team's channel beside its reviews and roll-ups, for the week's budget.
create table channel_said (
  workspace_id text not null references workspace (id),
  team_id      text not null references team (id),
  address      text not null,
  at           text not null check (length(at) = 24),
  primary key (team_id, address)
);

create index channel_said_at on channel_said (team_id, at);
