-- The weekly post: one per team and week.

create table rollup (
  id           text not null primary key,
  workspace_id text not null references workspace (id),
  team_id      text not null references team (id),
  week_on      text not null check (length(week_on) = 10),
  covers_from  text not null check (length(covers_from) = 24),
  covers_to    text not null check (length(covers_to) = 24),
  facts        text not null check (substr(facts, 1, 1) = '{'),
  posted_at    text not null check (length(posted_at) = 24),
  check (covers_from < covers_to),
  unique (team_id, week_on)
);
