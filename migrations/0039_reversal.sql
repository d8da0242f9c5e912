-- Asking to take a major decision back: it waits for two keys, or for its last day.

create table reversal (
  id           text not null primary key,
  workspace_id text not null references workspace (id),
  team_id      text not null references team (id),
  decision_id  text not null references decision (id),
  proposed_by  text not null,
  opened_at    text not null check (length(opened_at) = 24),
  expires_at   text not null check (length(expires_at) = 24),
  state        text not null check (state in ('open', 'done', 'expired', 'withdrawn')),
  settled_at   text check (length(settled_at) = 24),
  correction   text not null check (substr(correction, 1, 1) = '{'),
  entry_id     text references decision (id),
  check ((state = 'open') = (settled_at is null)),
  check ((state = 'done') = (entry_id is not null))
);

-- One question at a time about a decision.
create unique index reversal_open on reversal (decision_id) where state = 'open';
create index reversal_team on reversal (workspace_id, team_id);

create table reversal_key (
  reversal_id text not null references reversal (id),
  user_id     text not null,
  answer      text not null check (answer in ('turned', 'withheld')),
  at          text not null check (length(at) = 24),
  primary key (reversal_id, user_id)
);
