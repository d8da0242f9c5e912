-- A change of day, time or zone may put the time of this week's review or roll-up into the past. That week then keeps the
-- time that it had, so that it is neither lost nor opened at once: JSON, null when every week has its time by the rhythm.

alter table team add column kept text check (substr(kept, 1, 1) = '{');
