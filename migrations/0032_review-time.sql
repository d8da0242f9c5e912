-- A review may be open for votes and readings ahead of its time (nothing of it is posted then), may meet at another time
-- than it opened, and may be skipped with a reason. What is JSON says why a review is not on its own day.

alter table review add column is_ahead integer not null default 0 check (is_ahead in (0, 1));
alter table review add column because text check (substr(because, 1, 1) = '{');
alter table review add column moved_to text check (length(moved_to) = 24);
alter table review add column moved_by text;
alter table review add column skipped_because text;
alter table review add column skipped_by text;

alter table occurrence add column reason text check (substr(reason, 1, 1) = '{');
