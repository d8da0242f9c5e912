-- Links to what people saw, each kept with one one-pager and a line of why; and who asked for an export, for an hour.

create table evidence (
  id           text not null primary key,
  workspace_id text not null references workspace (id),
  team_id      text not null references team (id),
  onepager_id  text not null references onepager (id),
  channel_id   text not null,
  ts           text not null,
  permalink    text not null,
  why          text not null,
  by_user_id   text not null,
  at           text not null check (length(at) = 24),
  -- The same message is evidence for one one-pager once.
  unique (onepager_id, channel_id, ts)
);

create index evidence_team on evidence (team_id, at);

create table export_request (
  id           text not null primary key,
  workspace_id text not null references workspace (id),
  user_id      text not null,
  at           text not null check (length(at) = 24)
);

create index export_request_person on export_request (workspace_id, user_id, at);
