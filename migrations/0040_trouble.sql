-- Messages that Slack does not take: a team's lead hears of them in one note a day. A row goes when somebody settles it.

create table trouble (
  message_id        text not null primary key references message (id),
  team_id           text not null references team (id),
  noted_on          text not null check (length(noted_on) = 10),
  channel_id        text,
  user_id           text,
  error             text not null,
  is_perhaps_posted integer not null check (is_perhaps_posted in (0, 1)),
  at                text not null check (length(at) = 24),
  check ((channel_id is null) <> (user_id is null))
);

create index trouble_noted on trouble (team_id, noted_on);
