-- The 15 minutes: a review, its frozen roster, a card per one-pager, votes, readings and the answers beside them.

create table review (
  id               text not null primary key,
  workspace_id     text not null references workspace (id),
  team_id          text not null references team (id),
  week_on          text not null check (length(week_on) = 10),
  due_at           text not null check (length(due_at) = 24),
  opened_at        text not null check (length(opened_at) = 24),
  closes_at        text not null check (length(closes_at) = 24),
  state            text not null check (state in ('open', 'closed')),
  is_late          integer not null check (is_late in (0, 1)),
  clock_started_at text check (length(clock_started_at) = 24),
  closed_at        text check (length(closed_at) = 24),
  check ((state = 'closed') = (closed_at is not null)),
  unique (team_id, week_on)
);

create unique index review_open on review (team_id) where state = 'open';
create index review_due on review (state, closes_at);
create index review_team on review (team_id, opened_at);

create table roster (
  review_id text not null references review (id),
  user_id   text not null,
  primary key (review_id, user_id)
);

create table card (
  id          text not null primary key,
  review_id   text not null references review (id),
  onepager_id text not null references onepager (id),
  version     integer not null check (version >= 1),
  position    integer not null,
  state       text not null check (state in ('open', 'decided', 'no-decision')),
  decision_id text references decision (id),
  check ((state = 'decided') = (decision_id is not null)),
  unique (review_id, onepager_id)
);

create index card_onepager on card (onepager_id);

create table vote (
  card_id text not null references card (id),
  user_id text not null,
  choice  text not null check (choice in ('continue', 'change', 'stop')),
  reason  text not null,
  at      text not null check (length(at) = 24),
  primary key (card_id, user_id)
);

create table reading (
  card_id     text not null references card (id),
  signal_id   text not null,
  value       double precision,
  numerator   double precision,
  denominator double precision,
  is_missing  integer not null check (is_missing in (0, 1)),
  by_user_id  text not null,
  at          text not null check (length(at) = 24),
  check (is_missing = 0 or value is null),
  primary key (card_id, signal_id)
);

create table card_note (
  card_id    text not null primary key references card (id),
  changed    text not null,
  unchanged  text not null,
  why        text not null,
  against    text not null,
  by_user_id text not null,
  at         text not null check (length(at) = 24)
);
