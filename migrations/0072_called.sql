-- Since when a post whose answer was lost can be in Slack: so far back is it looked for.

alter table message add column called_at text check (length(called_at) = 24);
