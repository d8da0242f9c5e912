-- The decisions that are still to be looked at again, and on which day: those that were answered, or corrected by a later
-- entry, have left. Without it each question would pass all that were ever answered.

create table revisit_wait (
  decision_id text not null primary key references decision (id),
  team_id     text not null references team (id),
  ask_on      text not null check (length(ask_on) = 10)
);

create index revisit_wait_team on revisit_wait (team_id, ask_on);

insert into revisit_wait (decision_id, team_id, ask_on)
select d.id, d.team_id, coalesce(r.ask_on, d.revisit_on)
from decision d
left join revisit r on r.decision_id = d.id
where d.revisit_on is not null
  and r.answer is null
  and not exists (select 1 from decision later where later.supersedes_id = d.id);

create index revisit_put_off on revisit (team_id) where answer is null;
