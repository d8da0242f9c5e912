-- The newest entries of a workspace, a page at a time, whatever lies before them.

create index decision_newest on decision (workspace_id, at, seq);
