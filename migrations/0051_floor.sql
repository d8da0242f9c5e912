-- The floor in two steps: a line comes as a candidate, or at once as a default, and a candidate becomes a default once it is
-- proven for its segment. What came, what went, when and why is kept line by line and never taken out.

alter table floor_default add column proven_at text check (length(proven_at) = 24);
alter table floor_default add column proven_by text references decision (id);
-- What happened to users that brought the line; empty when no harm did.
alter table floor_default add column harm text not null default '';
update floor_default set proven_at = since_at;

create table floor_change (
  default_id  text not null references floor_default (id),
  team_id     text not null references team (id),
  what        text not null check (what in ('candidate', 'default', 'retired')),
  at          text not null check (length(at) = 24),
  why         text not null,
  -- The line in other words before, when proving it found better ones.
  was         text not null,
  decision_id text references decision (id),
  primary key (default_id, what)
);

create index floor_change_team on floor_change (team_id, at);
insert into floor_change (default_id, team_id, what, at, why, was, decision_id)
  select id, team_id, 'default', since_at, '', '', decision_id from floor_default;
insert into floor_change (default_id, team_id, what, at, why, was, decision_id)
  select id, team_id, 'retired', retired_at, '', '', null from floor_default where retired_at is not null;

-- Each close of a cycle asks once what becomes of the loose deviations and the candidates that wait, below its roll-up.
create table settle_ask (
  cycle_id     text not null primary key references cycle (id),
  workspace_id text not null references workspace (id),
  team_id      text not null references team (id),
  rollup_id    text not null references rollup (id),
  channel_id   text not null,
  at           text not null check (length(at) = 24)
);

create table settle_ask_item (
  cycle_id     text not null references settle_ask (cycle_id),
  position     integer not null check (position >= 0),
  deviation_id text references deviation (id),
  default_id   text references floor_default (id),
  primary key (cycle_id, position),
  check ((deviation_id is null) <> (default_id is null))
);

create index settle_ask_item_deviation on settle_ask_item (deviation_id);
create index settle_ask_item_default on settle_ask_item (default_id);

-- A one-pager that tries a promoted one in a new segment names the one it follows.
alter table onepager add column follows_id text references onepager (id);
