-- What ran when a roll-up was posted, so that the next one can say what changed since, and how often it was edited; what
-- somebody asks for outside of the team, and who can help; thanks for a stop or for evidence, once for each person and thing.

alter table rollup add column pages text check (substr(pages, 1, 1) = '[');
alter table rollup add column version integer not null default 1 check (version >= 1);

create table ask (
  id           text not null primary key,
  workspace_id text not null references workspace (id),
  team_id      text not null references team (id),
  onepager_id  text references onepager (id),
  whom         text not null,
  what         text not null,
  -- Of a private team only what is marked leaves its channel.
  is_shared    integer not null check (is_shared in (0, 1)),
  by_user_id   text not null,
  at           text not null check (length(at) = 24),
  state        text not null check (state in ('open', 'done', 'withdrawn')),
  settled_at   text check (length(settled_at) = 24),
  check ((state = 'open') = (settled_at is null))
);

create index ask_team on ask (team_id, state, at);

create table ask_help (
  ask_id  text not null references ask (id),
  user_id text not null,
  at      text not null check (length(at) = 24),
  primary key (ask_id, user_id)
);

create table thanks (
  subject_id   text not null,
  user_id      text not null,
  workspace_id text not null references workspace (id),
  team_id      text not null references team (id),
  kind         text not null check (kind in ('stop', 'evidence')),
  at           text not null check (length(at) = 24),
  primary key (subject_id, user_id)
);

create index thanks_team on thanks (team_id, at);
