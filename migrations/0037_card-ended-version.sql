-- The version of a one-pager on which its card ended, because two instants may be one. No number: ended before this was kept.

alter table card add column ended_version integer check (ended_version >= 1);
