-- The one-page bet, every version of it, and the forms that are not published yet.

create table onepager (
  id           text not null primary key,
  workspace_id text not null references workspace (id),
  team_id      text not null references team (id),
  number       integer not null check (number >= 1),
  state        text not null check (state in ('running', 'frozen', 'parked', 'stopped', 'promoted')),
  kind         text not null check (kind in ('probe', 'bet')),
  owner_id     text not null,
  version      integer not null check (version >= 1),
  title        text not null,
  gate_on      text not null check (length(gate_on) = 10),
  started_at   text not null check (length(started_at) = 24),
  ended_at     text check (length(ended_at) = 24),
  check ((state in ('stopped', 'promoted')) = (ended_at is not null)),
  unique (workspace_id, number)
);

create index onepager_team on onepager (team_id, state);
create index onepager_owner on onepager (workspace_id, owner_id);

create table onepager_version (
  onepager_id text not null references onepager (id),
  version     integer not null check (version >= 1),
  content     text not null check (substr(content, 1, 1) = '{'),
  by_user_id  text not null,
  at          text not null check (length(at) = 24),
  amendment   text,
  primary key (onepager_id, version)
);

create table draft (
  id           text not null primary key,
  workspace_id text not null references workspace (id),
  team_id      text not null references team (id),
  user_id      text not null,
  step         integer not null check (step between 1 and 3),
  fields       text not null check (substr(fields, 1, 1) = '{'),
  updated_at   text not null check (length(updated_at) = 24),
  onepager_id  text references onepager (id)
);

create index draft_user on draft (workspace_id, user_id, team_id);
-- Two people publishing one draft: one one-pager.
create unique index draft_published on draft (onepager_id) where onepager_id is not null;
