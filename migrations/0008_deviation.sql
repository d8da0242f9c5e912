-- The novelty quota (one labelled departure from a default) and the floor (how we normally do X).

create table deviation (
  id            text not null primary key,
  workspace_id  text not null references workspace (id),
  team_id       text not null references team (id),
  onepager_id   text references onepager (id),
  area          text not null,
  deviation     text not null,
  because       text not null,
  benefit       text not null,
  risk          text not null,
  is_reversible integer not null check (is_reversible in (0, 1)),
  by_user_id    text not null,
  at            text not null check (length(at) = 24),
  state         text not null check (state in ('open', 'candidate', 'promoted', 'retired')),
  settled_at    text check (length(settled_at) = 24),
  outcome       text not null,
  lesson        text not null,
  check ((state = 'open') = (settled_at is null))
);

create index deviation_team on deviation (team_id, at);
create index deviation_settled on deviation (team_id, settled_at);
-- One open deviation for each one-pager.
create unique index deviation_open on deviation (onepager_id)
  where state = 'open' and onepager_id is not null;

create table floor_default (
  id           text not null primary key,
  workspace_id text not null references workspace (id),
  team_id      text not null references team (id),
  area         text not null,
  statement    text not null,
  segment      text not null,
  since_at     text not null check (length(since_at) = 24),
  deviation_id text references deviation (id),
  decision_id  text references decision (id),
  retired_at   text check (length(retired_at) = 24)
);

create index floor_default_team on floor_default (team_id, since_at);
