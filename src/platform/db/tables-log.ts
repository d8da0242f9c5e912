import type { DecisionId, OnePagerId, ReversalId, ReviewId, TeamId } from '../../lib/ids.ts';

/** The tables of the decision log, and of what takes a major decision back. */
export interface LogTables {
  /** The link from the random key in the chain to a person; erasing the row's user id forgets them. */
  person_key: { workspace_id: string; key: string; user_id: string | null };
  /** The append-only log. `facts` is the canonical JSON that was hashed; it holds no free text, only digests. */
  decision: {
    id: DecisionId;
    workspace_id: string;
    seq: number;
    number: number;
    team_id: TeamId;
    onepager_id: OnePagerId | null;
    review_id: ReviewId | null;
    kind: 'opened' | 'continue' | 'change' | 'stop' | 'promote' | 'amend' | 'other';
    at: string;
    decided_by_key: string;
    is_against_rule: number;
    is_against_majority: number;
    revisit_on: string | null;
    supersedes_id: DecisionId | null;
    is_major: number;
    facts: string;
    previous_hash: string;
    hash: string;
  };
  /** Somebody asks to take a major decision back; `correction` is JSON (`decision/reversal-rules.ts` Correction). */
  reversal: {
    id: ReversalId;
    workspace_id: string;
    team_id: TeamId;
    decision_id: DecisionId;
    proposed_by: string;
    opened_at: string;
    expires_at: string;
    state: 'open' | 'done' | 'expired' | 'withdrawn';
    settled_at: string | null;
    correction: string;
    /** The entry that two keys wrote. */
    entry_id: DecisionId | null;
  };
  /** What each key-holder answered last. */
  reversal_key: {
    reversal_id: ReversalId;
    user_id: string;
    answer: 'turned' | 'withheld';
    at: string;
  };
  /** The words of a decision, salted; erasing a text leaves its digest in the chain. */
  decision_text: {
    decision_id: DecisionId;
    field: string;
    salt: string;
    text: string | null;
  };
  /** The words of a decision, for the engine's own search; a twin migration (FTS5, tsvector). */
  decision_search: { decision_id: DecisionId; workspace_id: string; words: string };
}
