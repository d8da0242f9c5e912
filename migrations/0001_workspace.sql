-- The workspace (tenant of everything), what we know of its people and channels, and the acts already done.

create table workspace (
  id            text not null primary key,
  bot_user_id   text not null,
  next_number   integer not null default 1 check (next_number >= 1),
  parked_reason text,
  created_at    text not null check (length(created_at) = 24)
);

-- Caches of Slack: no foreign key, because an event may speak of a workspace or channel before we have read it.
create table person (
  workspace_id text not null,
  user_id      text not null,
  name         text not null,
  zone         text not null,
  is_guest     integer not null check (is_guest in (0, 1)),
  is_bot       integer not null check (is_bot in (0, 1)),
  is_deleted   integer not null check (is_deleted in (0, 1)),
  is_external  integer not null check (is_external in (0, 1)),
  refreshed_at text not null check (length(refreshed_at) = 24),
  primary key (workspace_id, user_id)
);

create table channel (
  workspace_id    text not null,
  channel_id      text not null,
  name            text not null,
  is_private      integer not null check (is_private in (0, 1)),
  is_archived     integer not null check (is_archived in (0, 1)),
  is_external     integer not null check (is_external in (0, 1)),
  has_bot         integer not null check (has_bot in (0, 1)),
  refreshed_at    text not null check (length(refreshed_at) = 24),
  members_read_at text check (length(members_read_at) = 24),
  primary key (workspace_id, channel_id)
);

create table channel_member (
  workspace_id text not null,
  channel_id   text not null,
  user_id      text not null,
  primary key (workspace_id, channel_id, user_id)
);

create index channel_member_user on channel_member (workspace_id, user_id);

create table action_key (
  workspace_id text not null,
  key          text not null,
  reply        text not null check (reply = '' or substr(reply, 1, 1) = '{'),
  at           text not null check (length(at) = 24),
  primary key (workspace_id, key)
);

create index action_key_at on action_key (at);
