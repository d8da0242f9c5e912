-- The log: append-only, hash-chained per workspace, people by an erasable key, words as salted digests.

create table person_key (
  workspace_id text not null references workspace (id),
  key          text not null,
  user_id      text,
  primary key (workspace_id, key)
);

create unique index person_key_user on person_key (workspace_id, user_id) where user_id is not null;

-- review_id points at a review without a foreign key: the log outlives what it speaks of.
create table decision (
  id                  text not null primary key,
  workspace_id        text not null references workspace (id),
  seq                 integer not null check (seq >= 1),
  number              integer not null check (number >= 1),
  team_id             text not null references team (id),
  onepager_id         text references onepager (id),
  review_id           text,
  kind                text not null
    check (kind in ('opened', 'continue', 'change', 'stop', 'promote', 'amend', 'other')),
  at                  text not null check (length(at) = 24),
  decided_by_key      text not null,
  is_against_rule     integer not null check (is_against_rule in (0, 1)),
  is_against_majority integer not null check (is_against_majority in (0, 1)),
  revisit_on          text check (length(revisit_on) = 10),
  supersedes_id       text references decision (id),
  facts               text not null check (substr(facts, 1, 1) = '{'),
  previous_hash       text not null check (length(previous_hash) = 64),
  hash                text not null check (length(hash) = 64),
  unique (workspace_id, seq),
  unique (workspace_id, number),
  -- One successor for each link: the chain cannot fork.
  unique (workspace_id, previous_hash)
);

create index decision_team on decision (team_id, at);
create index decision_onepager on decision (onepager_id, at);
create index decision_revisit on decision (workspace_id, revisit_on);

create table decision_text (
  decision_id text not null references decision (id),
  field       text not null,
  salt        text not null,
  text        text,
  primary key (decision_id, field)
);
