import type { NudgeId, OnePagerId, TeamId } from '../../lib/ids.ts';

/** The table of the question who may say stop. */
export interface StopTables {
  /** Who was asked whether they can say stop on a one-pager, and what they say now; each person once for each. */
  stop_ask: {
    onepager_id: OnePagerId;
    user_id: string;
    workspace_id: string;
    team_id: TeamId;
    /** The direct message that asks; null for somebody who named themselves. */
    nudge_id: NudgeId | null;
    asked_at: string;
    answer: 'yes' | 'no' | null;
    answered_at: string | null;
  };
}
