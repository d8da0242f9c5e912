-- What waits for the sender is a handful beside all that was ever posted; without the workspace in front of the state an engine
-- that counts no rows walks every message of the workspace instead.
create index message_waiting on message (workspace_id, state, position);
drop index message_state_position;
