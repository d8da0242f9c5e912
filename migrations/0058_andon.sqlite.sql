-- The anonymous cord. What is sealed: no column for a person, no instant, nothing of Slack's payload. A report knows its week and
-- its state; keys are random and rows have no number of their own, so that nothing tells who was first.

create table andon_report (
  key               text not null primary key,
  workspace_id      text not null references workspace (id),
  team_id           text not null references team (id),
  week_on           text not null check (length(week_on) = 10),
  state             text not null check (state in ('waiting', 'bagged', 'raised')),
  about             text not null check (about in ('assumption', 'onepager', 'direction')),
  onepager_id       text references onepager (id),
  assumption        text not null,
  reason            text not null check (reason in ('because', 'evidence', 'number', 'guardrail', 'other')),
  words             text not null,
  pause             text not null check (pause in ('nothing', 'test', 'onepager')),
  receipt_hash      text not null unique,
  nonce_hash        text unique,
  andon_id          text,
  reopened_week_on  text check (length(reopened_week_on) = 10)
) without rowid;

create table andon_addition (
  key           text not null primary key,
  workspace_id  text not null references workspace (id),
  team_id       text not null references team (id),
  report_key    text not null references andon_report (key),
  kind          text not null check (kind in ('words', 'withdrawal', 'not-answered')),
  words         text not null,
  state         text not null check (state in ('waiting', 'bagged')),
  nonce_hash    text unique
) without rowid;

create table andon_count (
  workspace_id  text not null references workspace (id),
  team_id       text not null references team (id),
  week_on       text not null check (length(week_on) = 10),
  count         integer not null check (count >= 0),
  primary key (team_id, week_on)
) without rowid;

create table andon_secret (
  workspace_id  text not null primary key references workspace (id),
  salt          text not null,
  noise         text not null,
  noise_round   integer not null
) without rowid;

create table andon_slot (
  team_id       text not null primary key references team (id),
  workspace_id  text not null references workspace (id),
  bags_at       text not null check (length(bags_at) = 24),
  releases_at   text not null check (length(releases_at) = 24),
  is_bagged     integer not null check (is_bagged in (0, 1))
) without rowid;

-- What everybody may see, from its release on; people act on it by name.

create table andon (
  id             text not null primary key,
  workspace_id   text not null references workspace (id),
  team_id        text not null references team (id),
  raised_at      text not null check (length(raised_at) = 24),
  about          text not null check (about in ('assumption', 'onepager', 'direction')),
  onepager_id    text references onepager (id),
  assumption     text not null,
  reason         text not null check (reason in ('because', 'evidence', 'number', 'guardrail', 'other')),
  words          text not null,
  pause          text not null check (pause in ('nothing', 'test', 'onepager')),
  state          text not null check (state in ('open', 'taken', 'queued', 'answered', 'withdrawn')),
  owner_id       text,
  due_on         text check (length(due_on) = 10),
  answer         text check (answer in ('changed', 'tested', 'not-accepted')),
  answer_words   text not null,
  answered_by    text,
  answered_at    text check (length(answered_at) = 24),
  is_reopened    integer not null check (is_reopened in (0, 1)),
  hide_asked_by  text,
  is_hidden      integer not null check (is_hidden in (0, 1)),
  is_shown       integer not null check (is_shown in (0, 1))
);

create index andon_of_team on andon (team_id, state);

create table andon_note (
  id            text not null primary key,
  workspace_id  text not null references workspace (id),
  andon_id      text not null references andon (id),
  kind          text not null check (kind in ('words', 'withdrawal', 'not-answered')),
  words         text not null,
  raised_at     text not null check (length(raised_at) = 24),
  is_shown      integer not null check (is_shown in (0, 1))
);

create table andon_setting (
  team_id          text not null primary key references team (id),
  workspace_id     text not null references workspace (id),
  slots            integer not null check (slots in (1, 2, 3)),
  is_off_when_few  integer not null check (is_off_when_few in (0, 1))
);
