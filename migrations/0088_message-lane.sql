-- What goes first in each channel, or to each person, is asked before every send: by this the answer is found without going
-- through everything that waits.
create index message_lane on message (workspace_id, (coalesce(shown_channel_id, channel_id, user_id)), position)
  where state in ('pending', 'sending');
