import type {
  AssumptionId,
  DecisionId,
  ExceptionId,
  FreezeId,
  MarkId,
  OnePagerId,
  TeamId,
} from '../../lib/ids.ts';

/** The tables around stop-the-line. */
export interface FreezeTables {
  onepager_freeze: {
    id: FreezeId;
    workspace_id: string;
    team_id: TeamId;
    onepager_id: OnePagerId;
    by_user_id: string;
    reason: string;
    at: string;
    /** When its evidence review is, and how many minutes it has. */
    review_at: string;
    minutes: number;
    /** When the evidence review was opened; null before. */
    opened_at: string | null;
    /** The team's local date on which it was last said to be overdue. */
    said_on: string | null;
    ended_at: string | null;
    /** The decision that ended it. */
    decision_id: DecisionId | null;
  };
  assumption_mark: {
    id: MarkId;
    workspace_id: string;
    onepager_id: OnePagerId;
    assumption_id: AssumptionId;
    mark: 'falsified' | 'holds';
    evidence: string;
    by_user_id: string;
    at: string;
  };
  guardrail_exception: {
    id: ExceptionId;
    workspace_id: string;
    team_id: TeamId;
    onepager_id: OnePagerId;
    /** What was watched when it was logged; another guardrail starts anew. */
    indicator: string;
    reason: string;
    /** The last local date of its team on which it holds. */
    until_on: string;
    by_user_id: string;
    at: string;
    /** 0 for the first, 1 for the first renewal. */
    renewal: number;
  };
}
