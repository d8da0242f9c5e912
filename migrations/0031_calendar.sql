-- Days off: public holidays by country, the team's own list, and ranges in which people, or everyone, are away.

create table team_calendar (
  team_id      text not null primary key references team (id),
  workspace_id text not null references workspace (id),
  country      text not null,
  region       text not null,
  own_days     text not null check (substr(own_days, 1, 1) = '[')
);

-- No team: away from all of this person's teams. No person: everyone of the team is off.
create table away (
  id           text not null primary key,
  workspace_id text not null references workspace (id),
  team_id      text references team (id),
  user_id      text,
  from_on      text not null check (length(from_on) = 10),
  until_on     text not null check (length(until_on) = 10),
  by_user_id   text not null,
  at           text not null check (length(at) = 24),
  check (team_id is not null or user_id is not null),
  check (from_on <= until_on)
);

create index away_until on away (workspace_id, until_on);
