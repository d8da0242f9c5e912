import type { AndonId, OnePagerId, TeamId } from '../../lib/ids.ts';

type About = 'assumption' | 'onepager' | 'direction';
type Reason = 'because' | 'evidence' | 'number' | 'guardrail' | 'other';
type Pause = 'nothing' | 'test' | 'onepager';

/** The tables of the anonymous cord: five that know no person and no instant of anybody's, three that everybody may see. */
export interface AndonTables {
  /** A report, from *Send* on. What it says is taken out when it is raised; the receipt stays. */
  andon_report: {
    key: string;
    workspace_id: string;
    team_id: TeamId;
    /** Monday of the week in which it was sent, in UTC: all that is kept of the time. */
    week_on: string;
    state: 'waiting' | 'bagged' | 'raised';
    about: About;
    onepager_id: OnePagerId | null;
    assumption: string;
    reason: Reason;
    words: string;
    pause: Pause;
    receipt_hash: string;
    nonce_hash: string | null;
    andon_id: AndonId | null;
    reopened_week_on: string | null;
  };
  /** What came with a receipt and waits for its moment. */
  andon_addition: {
    key: string;
    workspace_id: string;
    team_id: TeamId;
    report_key: string;
    kind: 'words' | 'withdrawal' | 'not-answered';
    words: string;
    state: 'waiting' | 'bagged';
    nonce_hash: string | null;
  };
  /** How many were sent to a team in a week; withdrawn ones count. */
  andon_count: { workspace_id: string; team_id: TeamId; week_on: string; count: number };
  /** The salt of receipts; `noise` is written anew in a rhythm of its own, so that a file's age tells nothing. */
  andon_secret: { workspace_id: string; salt: string; noise: string; noise_round: number };
  /** When the next bag is closed and emptied, whether or not anything is in it. */
  andon_slot: {
    team_id: TeamId;
    workspace_id: string;
    bags_at: string;
    releases_at: string;
    is_bagged: number;
  };
  /** A raised andon, as everybody sees it; who acts on it does so by name. */
  andon: {
    id: AndonId;
    workspace_id: string;
    team_id: TeamId;
    raised_at: string;
    about: About;
    onepager_id: OnePagerId | null;
    assumption: string;
    reason: Reason;
    words: string;
    pause: Pause;
    state: 'open' | 'taken' | 'queued' | 'answered' | 'withdrawn';
    owner_id: string | null;
    due_on: string | null;
    answer: 'changed' | 'tested' | 'not-accepted' | null;
    answer_words: string;
    answered_by: string | null;
    answered_at: string | null;
    is_reopened: number;
    hide_asked_by: string | null;
    is_hidden: number;
    is_shown: number;
  };
  /** What its reporter added. */
  andon_note: {
    id: AndonId;
    workspace_id: string;
    andon_id: AndonId;
    kind: 'words' | 'withdrawal' | 'not-answered';
    words: string;
    raised_at: string;
    is_shown: number;
  };
  /** What a team chose; without a row the defaults hold. */
  andon_setting: {
    team_id: TeamId;
    workspace_id: string;
    slots: number;
    is_off_when_few: number;
  };
}
