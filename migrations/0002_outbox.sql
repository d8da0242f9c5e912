-- What each address should show and what Slack shows. Every instant in this file is the machine's.

create table message (
  id               text not null primary key,
  workspace_id     text not null references workspace (id),
  address          text not null,
  channel_id       text,
  user_id          text,
  thread_address   text,
  is_broadcast     integer not null check (is_broadcast in (0, 1)),
  policy           text not null check (policy in ('at-least-once', 'at-most-once')),
  wanted           text not null check (substr(wanted, 1, 1) = '{'),
  wanted_version   integer not null check (wanted_version >= 1),
  shown_version    integer not null check (shown_version >= 0),
  state            text not null check (state in ('pending', 'sending', 'sent', 'unknown', 'dead')),
  shown_channel_id text,
  ts               text,
  lease_until      text check (length(lease_until) = 24),
  attempts         integer not null check (attempts >= 0),
  try_at           text not null check (length(try_at) = 24),
  last_error       text,
  position         bigint not null,
  check ((channel_id is null) <> (user_id is null)),
  check ((state = 'sending') = (lease_until is not null)),
  check ((ts is null) = (shown_channel_id is null)),
  unique (workspace_id, address)
);

create index message_state_position on message (state, position);
create index message_state_try on message (state, try_at);
create index message_position on message (position);
create index message_shown on message (workspace_id, shown_channel_id, ts);

create table pace (
  workspace_id text not null,
  lane         text not null,
  tokens       double precision not null,
  refilled_at  text not null check (length(refilled_at) = 24),
  closed_until text check (length(closed_until) = 24),
  primary key (workspace_id, lane)
);
