-- A one-pager that rests until a date: once in its life, so the one-pager is the key.

create table onepager_park (
  onepager_id  text not null primary key references onepager (id),
  workspace_id text not null references workspace (id),
  reason       text not null,
  by_user_id   text not null,
  parked_at    text not null check (length(parked_at) = 24),
  returns_on   text not null check (length(returns_on) = 10),
  returned_at  text check (length(returned_at) = 24)
);

create index onepager_park_resting on onepager_park (returns_on) where returned_at is null;
