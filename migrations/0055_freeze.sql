-- Stop-the-line: a one-pager is frozen by one press until a logged decision ends it. A card that was open then is paused: it
-- counts as no missing decision. What a bet takes for granted may be marked; a guardrail may be past its limit for a while,
-- by an exception with an end.

create table onepager_freeze (
  id           text not null primary key,
  workspace_id text not null references workspace (id),
  team_id      text not null references team (id),
  onepager_id  text not null references onepager (id),
  by_user_id   text not null,
  reason       text not null,
  at           text not null check (length(at) = 24),
  review_at    text not null check (length(review_at) = 24),
  minutes      integer not null check (minutes between 30 and 60),
  opened_at    text check (length(opened_at) = 24),
  said_on      text check (length(said_on) = 10),
  ended_at     text check (length(ended_at) = 24),
  decision_id  text references decision (id),
  check ((ended_at is null) = (decision_id is null))
);

-- Of two people who freeze at once the second finds it frozen.
create unique index onepager_freeze_open on onepager_freeze (onepager_id) where ended_at is null;
create index onepager_freeze_team on onepager_freeze (team_id, at);

alter table card add column is_paused integer not null default 0 check (is_paused in (0, 1));

alter table team add column evidence_minutes integer not null default 30 check (evidence_minutes between 30 and 60);

create table assumption_mark (
  id            text not null primary key,
  workspace_id  text not null references workspace (id),
  onepager_id   text not null references onepager (id),
  assumption_id text not null,
  mark          text not null check (mark in ('falsified', 'holds')),
  evidence      text not null,
  by_user_id    text not null,
  at            text not null check (length(at) = 24)
);

create index assumption_mark_onepager on assumption_mark (onepager_id, at);

create table guardrail_exception (
  id           text not null primary key,
  workspace_id text not null references workspace (id),
  team_id      text not null references team (id),
  onepager_id  text not null references onepager (id),
  indicator    text not null,
  reason       text not null,
  until_on     text not null check (length(until_on) = 10),
  by_user_id   text not null,
  at           text not null check (length(at) = 24),
  renewal      integer not null check (renewal >= 0),
  unique (onepager_id, indicator, renewal)
);

create index guardrail_exception_team on guardrail_exception (team_id, at);
