-- Areas that a team protects besides security, compliance and user data; and the requests to depart in one beforehand.

create table protected_area (
  team_id      text not null references team (id),
  workspace_id text not null references workspace (id),
  key          text not null,
  name         text not null,
  added_by     text not null,
  added_at     text not null check (length(added_at) = 24),
  primary key (team_id, key)
);

-- A request keeps the whole deviation, so that nothing of it is lost while it waits. `draft_id`: it is a one-pager's, which
-- is published once it is approved. `asked_of`: who got a message, as JSON.
create table approval (
  id            text not null primary key,
  workspace_id  text not null references workspace (id),
  team_id       text not null references team (id),
  draft_id      text,
  protects      text not null,
  area          text not null,
  deviation     text not null,
  because       text not null,
  benefit       text not null,
  risk          text not null,
  is_reversible integer not null check (is_reversible in (0, 1)),
  asked_by      text not null,
  asked_at      text not null check (length(asked_at) = 24),
  asked_of      text not null,
  state         text not null check (state in ('waiting', 'approved', 'refused', 'withdrawn')),
  answered_by   text,
  answered_at   text check (length(answered_at) = 24),
  reason        text not null,
  deviation_id  text references deviation (id),
  check ((state = 'waiting') = (answered_by is null)),
  check ((state = 'waiting') = (answered_at is null)),
  check (deviation_id is null or state = 'approved')
);

create index approval_team on approval (team_id, asked_at);
create index approval_asked on approval (workspace_id, asked_by);
create index approval_deviation on approval (deviation_id);
