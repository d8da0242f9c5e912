-- The company post: where and when it goes, one setting for a workspace; and one post for each week.

create table company (
  workspace_id  text not null primary key references workspace (id),
  channel_id    text not null,
  weekday       integer not null check (weekday between 1 and 7),
  post_time     text not null check (length(post_time) = 5),
  zone          text not null,
  -- Monday of the week of the first post.
  first_week_on text not null check (length(first_week_on) = 10),
  -- A week that keeps the time it had before a change, so that it is neither lost nor posted at once.
  kept_week_on  text check (length(kept_week_on) = 10),
  kept_due_at   text check (length(kept_due_at) = 24),
  is_on         integer not null check (is_on in (0, 1)),
  set_by        text not null,
  set_at        text not null check (length(set_at) = 24),
  check ((kept_week_on is null) = (kept_due_at is null))
);

create table company_post (
  id           text not null primary key,
  workspace_id text not null references workspace (id),
  week_on      text not null check (length(week_on) = 10),
  due_at       text not null check (length(due_at) = 24),
  outcome      text not null check (outcome in ('opened', 'late', 'moved', 'missed')),
  at           text not null check (length(at) = 24),
  -- Where it stands, and which versions of which roll-ups it has told, as JSON.
  channel_id   text not null,
  told         text not null check (substr(told, 1, 1) = '{'),
  unique (workspace_id, week_on)
);
