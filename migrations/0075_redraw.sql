-- What an address shows is to be drawn anew before it is sent next: however many acts ask for it, it is drawn once.

create table redraw (
  workspace_id text not null,
  address      text not null,
  try_at       text not null check (length(try_at) = 24),
  primary key (workspace_id, address)
);
