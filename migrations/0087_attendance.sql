-- Which processes are at work, and with how many connections at Slack: two of one database are no strangers to each other.
create table attendance (
  id           text not null primary key,
  workspace_id text not null,
  links        integer not null check (links >= 0),
  at           text not null check (length(at) = 24)
);

-- When none was, for an hour or longer: nobody could press a button then.
create table absence (
  workspace_id text not null,
  from_at      text not null check (length(from_at) = 24),
  until_at     text not null check (length(until_at) = 24),
  primary key (workspace_id, from_at),
  check (from_at < until_at)
);
