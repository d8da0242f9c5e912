-- What became of a decision's revisit date: asked again later, or answered. No row: nobody answered yet.

create table revisit (
  decision_id  text not null primary key references decision (id),
  workspace_id text not null references workspace (id),
  team_id      text not null references team (id),
  ask_on       text not null check (length(ask_on) = 10),
  answer       text check (answer in ('same', 'different')),
  answered_by  text,
  answered_at  text check (length(answered_at) = 24),
  check ((answer is null) = (answered_at is null))
);

create index revisit_team on revisit (team_id);
