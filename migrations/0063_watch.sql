-- So that health can be told truthfully: since when a message waits, and that the database takes writes.

alter table message add column waiting_since text check (length(waiting_since) = 24);

create table heartbeat (
  name text not null primary key,
  at   text not null check (length(at) = 24)
);

-- What a restored backup leaves for the next start to do. There is at most one that is not done.
create table recovery (
  id          text not null primary key,
  backup_at   text not null check (length(backup_at) = 24),
  restored_at text not null check (length(restored_at) = 24),
  done_at     text check (length(done_at) = 24)
);
