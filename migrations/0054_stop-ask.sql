-- Who was asked whether they can say stop on a one-pager: each person once for each, and what they say now.
create table stop_ask (
  onepager_id  text not null references onepager (id),
  user_id      text not null,
  workspace_id text not null references workspace (id),
  team_id      text not null references team (id),
  -- The direct message that asks; null for somebody who named themselves, which is an answer.
  nudge_id     text,
  asked_at     text not null check (length(asked_at) = 24),
  answer       text check (answer in ('yes', 'no')),
  answered_at  text check (length(answered_at) = 24),
  primary key (onepager_id, user_id),
  check ((answer is null) = (answered_at is null)),
  check (nudge_id is not null or answer is not null)
);

create index stop_ask_team on stop_ask (team_id);
create index stop_ask_nudge on stop_ask (nudge_id);

-- The question takes a place of a person's week like a reminder, so its kind is one more; nothing else changes.
create table nudge_of_any_kind (
  id           text not null primary key,
  workspace_id text not null references workspace (id),
  team_id      text not null references team (id),
  user_id      text not null,
  kind         text not null check (kind in ('readings', 'votes', 'revisit', 'stop')),
  subject      text not null,
  week_on      text not null check (length(week_on) = 10),
  slot         integer not null check (slot between 1 and 2),
  at           text not null check (length(at) = 24),
  is_dismissed integer not null check (is_dismissed in (0, 1)),
  settled_at   text check (length(settled_at) = 24),
  unique (workspace_id, user_id, kind, subject),
  unique (workspace_id, user_id, week_on, slot)
);

insert into nudge_of_any_kind
  (id, workspace_id, team_id, user_id, kind, subject, week_on, slot, at, is_dismissed, settled_at)
select id, workspace_id, team_id, user_id, kind, subject, week_on, slot, at, is_dismissed, settled_at
from nudge;

drop table nudge;
alter table nudge_of_any_kind rename to nudge;
create index nudge_unsettled on nudge (team_id) where settled_at is null;

-- A layer: alarms beside those of the core are looked for only where a team switched them on.
alter table team add column has_more_alarms integer not null default 0 check (has_more_alarms in (0, 1));
