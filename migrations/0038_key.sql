-- Who asked whom to take a role, and when; which entries are major; who administers the workspace.

alter table team_role add column asked_by text;
alter table team_role add column asked_at text check (length(asked_at) = 24);

alter table decision add column is_major integer not null default 0 check (is_major in (0, 1));

alter table person add column is_admin integer not null default 0 check (is_admin in (0, 1));
