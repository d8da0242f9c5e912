-- What a log of years is asked for without reading it whole: what corrects an entry, and the oldest of a team's entries.

create index decision_supersedes on decision (workspace_id, supersedes_id) where supersedes_id is not null;

create index decision_team_seq on decision (team_id, seq);
