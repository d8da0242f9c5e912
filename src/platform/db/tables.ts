import type {
  AwayId,
  CardId,
  CycleId,
  DecisionId,
  DeviationId,
  DraftId,
  EvidenceId,
  ExportRequestId,
  LookbackId,
  MessageId,
  NudgeId,
  OnePagerId,
  ReviewId,
  RollupId,
  TeamId,
} from '../../lib/ids.ts';
import type { AlarmTables } from './tables-alarm.ts';
import type { AndonTables } from './tables-andon.ts';
import type { DeviationTables } from './tables-deviation.ts';
import type { FloorTables } from './tables-floor.ts';
import type { FreezeTables } from './tables-freeze.ts';
import type { LogTables } from './tables-log.ts';
import type { OutsideTables } from './tables-outside.ts';
import type { PlatformTables } from './tables-platform.ts';
import type { StopTables } from './tables-stop.ts';

/**
 * Every table and its columns. Only TEXT, INTEGER and REAL exist: an instant is `2026-11-21T03:00:00.000Z`, a local date
 * `2026-11-21`, a local time `10:00`, a boolean 0 or 1, JSON a text that its store parses.
 */
export interface Tables
  extends PlatformTables,
    LogTables,
    AlarmTables,
    DeviationTables,
    FloorTables,
    FreezeTables,
    StopTables,
    OutsideTables,
    AndonTables {
  team: {
    id: TeamId;
    workspace_id: string;
    channel_id: string;
    zone: string;
    /** 7 or 14. */
    rhythm_days: number;
    /** ISO weekday, 1 is Monday. */
    review_weekday: number;
    review_time: string;
    /** How many days after its start a review closes, and when. */
    close_after_days: number;
    close_time: string;
    rollup_weekday: number;
    rollup_time: string;
    rollup_channel_id: string;
    cycle_days: number;
    is_vote_open: number;
    quota: number;
    /** How long an evidence review is. */
    evidence_minutes: number;
    /** Monday of the week of the first review; and of the first roll-up. */
    first_review_week_on: string;
    first_rollup_week_on: string;
    /** JSON: a week that keeps the time it had before a change. */
    kept: string | null;
    set_up_by: string;
    set_up_at: string;
    paused_at: string | null;
    /** 1: alarms of a layer are looked for beside those of the core. */
    has_more_alarms: number;
  };
  team_role: {
    team_id: TeamId;
    user_id: string;
    role: 'leader' | 'stop-owner' | 'deputy' | 'approver' | 'key-holder';
    /** Null while the person named has not accepted yet. */
    accepted_at: string | null;
    /** Who named them, and when they were asked; null for whoever named themselves. */
    asked_by: string | null;
    asked_at: string | null;
  };
  /** Messages that Slack did not take, by the day on which the team's leader was told. */
  trouble: {
    message_id: MessageId;
    team_id: TeamId;
    noted_on: string;
    channel_id: string | null;
    user_id: string | null;
    error: string;
    is_perhaps_posted: number;
    at: string;
  };
  /** What became of each due review and roll-up; the key decides which process was first. */
  occurrence: {
    team_id: TeamId;
    kind: 'review' | 'rollup';
    week_on: string;
    due_at: string;
    outcome: 'opened' | 'late' | 'moved' | 'missed' | 'skipped';
    at: string;
    /** Why it was not at its own time, as JSON (`team/rules.ts` Reason), or null. */
    reason: string | null;
    is_said: number;
  };
  /** The holidays that a team keeps: a country, a part of it or '', and days of its own as JSON. */
  team_calendar: {
    team_id: TeamId;
    workspace_id: string;
    country: string;
    region: string;
    own_days: string;
  };
  /** A range of days away. No team: from all teams; no person: everyone of the team. */
  away: {
    id: AwayId;
    workspace_id: string;
    team_id: TeamId | null;
    user_id: string | null;
    from_on: string;
    until_on: string;
    by_user_id: string;
    at: string;
  };
  /** A reminder by direct message; `slot` counts a person's reminders of a week. */
  nudge: {
    id: NudgeId;
    workspace_id: string;
    team_id: TeamId;
    user_id: string;
    kind: 'readings' | 'votes' | 'revisit' | 'stop';
    /** The review's id, the decision's with the day of asking, or the first one-pager's that is asked about. */
    subject: string;
    week_on: string;
    slot: number;
    at: string;
    is_dismissed: number;
    settled_at: string | null;
  };
  nudge_mute: { team_id: TeamId; user_id: string; at: string };
  /** When a decision is asked about next, or what was answered. */
  revisit: {
    decision_id: DecisionId;
    workspace_id: string;
    team_id: TeamId;
    ask_on: string;
    answer: 'same' | 'different' | null;
    answered_by: string | null;
    answered_at: string | null;
  };
  /** What is still to be looked at again, and on which day. */
  revisit_wait: {
    decision_id: DecisionId;
    team_id: TeamId;
    ask_on: string;
  };
  /** The past decision that came back when a cycle closed. */
  lookback: {
    id: LookbackId;
    workspace_id: string;
    team_id: TeamId;
    cycle_id: CycleId;
    decision_id: DecisionId;
    rollup_id: RollupId;
    at: string;
  };
  lookback_answer: {
    lookback_id: LookbackId;
    user_id: string;
    answer: 'yes' | 'no' | 'too-early';
    at: string;
  };
  /** The page of Home that a person saw last. */
  home_place: {
    workspace_id: string;
    user_id: string;
    page: number;
    team_id: string;
    seen_at: string;
  };
  onepager: {
    id: OnePagerId;
    workspace_id: string;
    team_id: TeamId;
    number: number;
    state: 'running' | 'frozen' | 'parked' | 'stopped' | 'promoted';
    kind: 'probe' | 'bet';
    owner_id: string;
    version: number;
    /** Copies of the current version's content, for questions asked in SQL. */
    title: string;
    gate_on: string;
    started_at: string;
    ended_at: string | null;
    /** The promoted one-pager that it tries in a new segment. */
    follows_id: OnePagerId | null;
  };
  /** The content of each version, as JSON (`onepager/rules.ts` Bet); written once, never changed. */
  onepager_version: {
    onepager_id: OnePagerId;
    version: number;
    content: string;
    by_user_id: string;
    at: string;
    /** What changed since the version before, in words; null for the first. */
    amendment: string | null;
  };
  /** A one-pager that rests, or has rested: once in its life. */
  onepager_park: {
    onepager_id: OnePagerId;
    workspace_id: string;
    reason: string;
    by_user_id: string;
    parked_at: string;
    /** The local date of its team on which it comes back by itself. */
    returns_on: string;
    returned_at: string | null;
  };
  /** A form that is not published yet: exactly what the person typed. */
  draft: {
    id: DraftId;
    workspace_id: string;
    team_id: TeamId;
    user_id: string;
    step: number;
    fields: string;
    updated_at: string;
    /** Set once it has become a one-pager. */
    onepager_id: OnePagerId | null;
  };
  review: {
    id: ReviewId;
    workspace_id: string;
    team_id: TeamId;
    week_on: string;
    due_at: string;
    opened_at: string;
    closes_at: string;
    state: 'open' | 'closed';
    is_late: number;
    /** The 15-minute clock: when somebody started it. */
    clock_started_at: string | null;
    closed_at: string | null;
    /** 1: open for votes and readings ahead of its time; nothing of it is posted yet. */
    is_ahead: number;
    /** The day off that moved it, as JSON (`opening/day-rules.ts` DayOff), or null. */
    because: string | null;
    /** The other time at which the team wants to meet, who moved it, and why or ''. */
    moved_to: string | null;
    moved_by: string | null;
    moved_because: string | null;
    skipped_because: string | null;
    skipped_by: string | null;
  };
  roster: { review_id: ReviewId; user_id: string };
  card: {
    id: CardId;
    review_id: ReviewId;
    onepager_id: OnePagerId;
    /** The version that was in force when the review opened; amendments since the last review are told from it. */
    version: number;
    position: number;
    state: 'open' | 'decided' | 'no-decision';
    decision_id: DecisionId | null;
    ended_version: number | null;
    /** Its one-pager was frozen when its review closed: no decision was missing. */
    is_paused: number;
  };
  vote: {
    card_id: CardId;
    user_id: string;
    choice: 'continue' | 'change' | 'stop';
    reason: string;
    at: string;
  };
  /** One signal's (or the guardrail's) value at one review. `value` null with `is_missing` 1: no new number. */
  reading: {
    card_id: CardId;
    signal_id: string;
    value: number | null;
    numerator: number | null;
    denominator: number | null;
    is_missing: number;
    by_user_id: string;
    at: string;
  };
  /** The answers beside the numbers: one per card and review. */
  card_note: {
    card_id: CardId;
    changed: string;
    unchanged: string;
    why: string;
    against: string;
    by_user_id: string;
    at: string;
  };
  deviation: {
    id: DeviationId;
    workspace_id: string;
    team_id: TeamId;
    onepager_id: OnePagerId | null;
    area: string;
    deviation: string;
    because: string;
    benefit: string;
    risk: string;
    is_reversible: number;
    by_user_id: string;
    at: string;
    state: 'open' | 'candidate' | 'promoted' | 'retired';
    settled_at: string | null;
    outcome: string;
    lesson: string;
  };
  cycle: {
    id: CycleId;
    workspace_id: string;
    team_id: TeamId;
    number: number;
    starts_at: string;
    /** Monday of the week whose roll-up closes it. */
    closes_week_on: string;
    /** The due instant of that roll-up, once closed; the next cycle starts there. */
    closed_at: string | null;
    /** Counts frozen at close, as JSON (`cycle/rules.ts` CycleCounts). */
    counts: string | null;
  };
  /** A message that people keep with a one-pager: its link and a line of why, never its words. */
  evidence: {
    id: EvidenceId;
    workspace_id: string;
    team_id: TeamId;
    onepager_id: OnePagerId;
    channel_id: string;
    ts: string;
    permalink: string;
    why: string;
    by_user_id: string;
    at: string;
  };
  /** Who asked for an export, kept for an hour so that nobody asks without end. */
  export_request: { id: ExportRequestId; workspace_id: string; user_id: string; at: string };
  rollup: {
    id: RollupId;
    workspace_id: string;
    team_id: TeamId;
    week_on: string;
    covers_from: string;
    covers_to: string;
    /** What it said, as JSON (`rollup/rules.ts` RollupFacts), so that it can be shown again. */
    facts: string;
    posted_at: string;
    /** What ran then, as JSON (`rollup/delta-rules.ts` PageFacts); null where it was not kept. */
    pages: string | null;
    /** Counts its edits, so that what tells it elsewhere is edited too. */
    version: number;
  };
}
