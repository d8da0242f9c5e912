-- What became of a week's review or roll-up is said in exactly one roll-up, however late the bot learned of it; and why
-- people meet at another time.

alter table occurrence add column is_said integer not null default 0 check (is_said in (0, 1));

update occurrence set is_said = 1
where exists (
  select 1 from rollup where rollup.team_id = occurrence.team_id and rollup.posted_at >= occurrence.at
);

alter table review add column moved_because text;
