import type { ApprovalId, DeviationId, DraftId, TeamId } from '../../lib/ids.ts';

/** The tables of what asks before it is dared. */
export interface DeviationTables {
  /** An area that a team protects besides the three that everybody does; `key` is how names are compared. */
  protected_area: {
    team_id: TeamId;
    workspace_id: string;
    key: string;
    name: string;
    added_by: string;
    added_at: string;
  };
  /** A request to depart in a protected area, with the whole deviation; `asked_of` is JSON: user ids. */
  approval: {
    id: ApprovalId;
    workspace_id: string;
    team_id: TeamId;
    draft_id: DraftId | null;
    protects: string;
    area: string;
    deviation: string;
    because: string;
    benefit: string;
    risk: string;
    is_reversible: number;
    asked_by: string;
    asked_at: string;
    asked_of: string;
    state: 'waiting' | 'approved' | 'refused' | 'withdrawn';
    answered_by: string | null;
    answered_at: string | null;
    reason: string;
    deviation_id: DeviationId | null;
  };
}
