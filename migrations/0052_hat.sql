-- The anthropologist hat: one real case, looked at from outside. What is typed is kept apart from what was saved, so that
-- nobody but its author reads an unsaved word, and whom they choose reads the rest.

create table hat_case (
  id           text not null primary key,
  workspace_id text not null references workspace (id),
  team_id      text not null references team (id),
  author_id    text not null,
  -- Context, traits, symptoms, loops and counter-moves, as JSON; null until saved once.
  content      text check (substr(content, 1, 1) = '{'),
  -- What stands in the author's form and is not saved yet; null when there is nothing.
  typed        text check (substr(typed, 1, 1) = '{'),
  visibility   text not null check (visibility in ('me', 'people', 'team', 'workspace')),
  updated_at   text not null check (length(updated_at) = 24),
  saved_at     text check (length(saved_at) = 24),
  -- Since when the whole team may read it; null while it may not.
  shared_at    text check (length(shared_at) = 24),
  check ((content is null) = (saved_at is null)),
  check (content is not null or typed is not null),
  check ((shared_at is not null) = (content is not null and visibility in ('team', 'workspace')))
);

create index hat_case_author on hat_case (workspace_id, author_id);
create index hat_case_shared on hat_case (team_id, shared_at);

create table hat_reader (
  case_id text not null references hat_case (id),
  user_id text not null,
  primary key (case_id, user_id)
);

create index hat_reader_user on hat_reader (user_id);
