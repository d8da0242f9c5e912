import type {
  CycleId,
  DecisionId,
  DefaultId,
  DeviationId,
  HatId,
  RollupId,
  TeamId,
} from '../../lib/ids.ts';

/** The floor with its history, what a cycle's close asks, and the cases of the anthropologist hat. */
export interface FloorTables {
  /** The team's floor: how we normally do X. */
  floor_default: {
    id: DefaultId;
    workspace_id: string;
    team_id: TeamId;
    area: string;
    statement: string;
    segment: string;
    since_at: string;
    deviation_id: DeviationId | null;
    decision_id: DecisionId | null;
    retired_at: string | null;
    /** Null while it is a candidate. */
    proven_at: string | null;
    proven_by: DecisionId | null;
    harm: string;
  };
  /** What came to the floor, was proven and went, once each for a line. */
  floor_change: {
    default_id: DefaultId;
    team_id: TeamId;
    what: 'candidate' | 'default' | 'retired';
    at: string;
    why: string;
    was: string;
    decision_id: DecisionId | null;
  };
  /** One question a closed cycle: what becomes of what waits. */
  settle_ask: {
    cycle_id: CycleId;
    workspace_id: string;
    team_id: TeamId;
    rollup_id: RollupId;
    channel_id: string;
    at: string;
  };
  settle_ask_item: {
    cycle_id: CycleId;
    position: number;
    deviation_id: DeviationId | null;
    default_id: DefaultId | null;
  };
  /** The anthropologist hat: one real case, a draft until saved. */
  hat_case: {
    id: HatId;
    workspace_id: string;
    team_id: TeamId;
    author_id: string;
    /** As saved, and as it stands in the author's form; both are checked by `hat/store.ts`. */
    content: string | null;
    typed: string | null;
    visibility: 'me' | 'people' | 'team' | 'workspace';
    updated_at: string;
    saved_at: string | null;
    shared_at: string | null;
  };
  /** Whom the author of a case named to read it. */
  hat_reader: { case_id: HatId; user_id: string };
}
