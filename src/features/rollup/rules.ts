// Once a week, at the team's roll-up time, one message tells the company what moved for users, what was stopped, with
// thanks, and which defaults changed; everything else is one line, and what asks for reading is in the thread. A number
// counts as moved only at a met rule or at its gate; before that it is "moving". A roll-up that could not be posted
// within three days is missed; the next one covers its days as well and says so. However long the bot was away, one
// roll-up is posted, never a row of them. (ROLLUP, CELEBRATE, DISCONFIRM-PUB; product.md *Roll-up*)

import type { AskId, DecisionId, EvidenceId, OnePagerId } from '../../lib/ids.ts';
import { addDays, type LocalDate } from '../../lib/time.ts';
import type { AskState } from '../ask/rules.ts';
import type { CycleCounts } from '../cycle/rules.ts';
import type { Confidence, Decision, DecisionKind } from '../decision/rules.ts';
import { isCardCall, listMinorityLines } from '../decision/rules.ts';
import type { Deviation } from '../deviation/rules.ts';
import type { FloorDefault } from '../floor/rules.ts';
import {
  nextRollupWeek,
  type OccurrenceKind,
  type Reason,
  rollupSlot,
  type Team,
} from '../team/rules.ts';
import type { KeptWhy } from './channel-rules.ts';
import type { WeekDelta } from './delta-rules.ts';
import { planWeekly, type WeeklyPlan } from './weekly-rules.ts';

/** What a line is about: a one-pager, or a call without one under its own number. */
export interface About {
  number: number;
  title: string;
}

/** A number of users that moved, or is moving. */
export interface Movement extends About {
  signal: string;
  before: string;
  after: string;
  n?: number;
  confidence?: Confidence;
  because: string;
}

/** A question for help from outside as a roll-up tells it; `sinceOn` is the team's local date on which it was asked. */
export interface AskLine {
  id: AskId;
  whom: string;
  what: string;
  sinceOn: LocalDate;
  state: AskState;
  isHelped: boolean;
  isShared: boolean;
  /** The one-pager that it is for. */
  number?: number;
}

/** What one week's roll-up counted, for the trend. */
export interface WeekCount {
  weekOn: LocalDate;
  /** Numbers that moved users. */
  moved: number;
  stopped: number;
  decided: number;
}

/** How long after its posting a roll-up is edited when the log is corrected; later the next one tells of it. */
const editedForMs = 24 * 60 * 60 * 1000;

/** Whether a correction made at `now` still edits this roll-up: less than 24 hours after it was posted. */
export function isStillEdited(rollup: { postedAt: Date }, now: Date): boolean {
  return now.getTime() - rollup.postedAt.getTime() < editedForMs;
}

/** Everything a roll-up says; plain values, kept with it so that it can be shown again. */
export interface RollupFacts {
  weekOn: LocalDate;
  isLate: boolean;
  moved: Movement[];
  moving: Movement[];
  stopped: (About & { id?: DecisionId; isAtGate: boolean; learned: string; saved: string })[];
  defaults: { statement: string; segment: string; isRetired: boolean; fromNumber?: number }[];
  /** One-pagers that were written. */
  opened: number;
  decided: number;
  noDecisions: number;
  deviations: number;
  /** Decisions against the rule or the majority. */
  overruled: (About & {
    kind: DecisionKind;
    isAgainstRule: boolean;
    isAgainstMajority: boolean;
    because: string;
  })[];
  /** Whom a decision outvoted; against the majority that is the majority. */
  minority: (About & { lines: string[]; isOfMajority?: boolean })[];
  against: (About & { text: string })[];
  lessons: { text: string; number?: number }[];
  /** Entries that were put right or reversed, whenever they were made. */
  corrected?: (About & { byNumber: number; isReversal: boolean; because: string })[];
  /** Reviews and roll-ups that did not happen at their time since the last roll-up. */
  outages: { kind: OccurrenceKind; weekOn: LocalDate; outcome: 'late' | 'moved' | 'missed' }[];
  /** Reviews and roll-ups that were moved or skipped for a reason that was not the bot's. */
  changes: { kind: OccurrenceKind; weekOn: LocalDate; isSkipped: boolean; reason: Reason }[];
  cycles: { number: number; startsOn: LocalDate; closedOn: LocalDate; counts: CycleCounts }[];
  /** Questions for help that are open, or were when it was posted. */
  asks?: AskLine[];
  /** What was thanked for since the last roll-up: a stop's mechanism, or evidence. */
  thanks?: (About & { kind: 'stop' | 'evidence'; text: string })[];
  /** Messages that were kept as evidence. */
  evidence?: (About & { id: EvidenceId; why: string; permalink: string })[];
  /** Alarms that stand, in a few words each. */
  alarms?: string[];
  /** How often the line was stopped since the last roll-up; also when it goes on by now. */
  freezes?: number;
  /** What was raised, answered and is open, and the public answers. Of a private team it never leaves its channel. */
  andons?: { raised: number; answered: number; open: number; answers: string[] };
  /** What changed since the last roll-up. */
  delta?: WeekDelta;
  /** The newest roll-ups with this one, the oldest in front. */
  trend?: WeekCount[];
  /** Why it stands in the home channel although another one was chosen. */
  kept?: KeptWhy;
}

/** What a roll-up's facts are made from; everything of one team since its last roll-up. */
export interface Evidence {
  weekOn: LocalDate;
  isLate: boolean;
  decisions: readonly Decision[];
  /** The one-pagers that the decisions, defaults and deviations name. */
  onepagers: ReadonlyMap<OnePagerId, About & { because: string }>;
  defaults: readonly FloorDefault[];
  deviations: readonly Pick<Deviation, 'id' | 'onepagerId'>[];
  settled: readonly Pick<Deviation, 'id' | 'onepagerId' | 'lesson'>[];
  undecided: readonly unknown[];
  notes: readonly { onepagerId: OnePagerId; against: string }[];
  /** What became of the weeks' reviews and roll-ups, as far as no roll-up has said it. */
  weeks: readonly WeekOutcome[];
  cycles: RollupFacts['cycles'];
  asks?: readonly AskLine[];
  /** The ids of what was thanked for, each once. */
  thanked?: readonly string[];
  evidence?: NonNullable<RollupFacts['evidence']>;
  /** Stops and evidence that were thanked for, whenever they were made. */
  thankable?: ReadonlyMap<string, NonNullable<RollupFacts['thanks']>[number]>;
  alarms?: readonly string[];
  freezes?: number;
  andons?: NonNullable<RollupFacts['andons']>;
}

/** What became of one week's review or roll-up; `reason` when it was not at its time and that was not the bot's doing. */
export interface WeekOutcome {
  kind: OccurrenceKind;
  weekOn: LocalDate;
  outcome: 'opened' | 'late' | 'moved' | 'missed' | 'skipped';
  reason?: Reason;
}

/**
 * The next step for a team whose newest roll-up on record is `lastWeekOn`. A roll-up whose successor is due is missed, so
 * that a long absence ends with one post; a missed one is answered one at a time, oldest first. Lateness follows the same
 * hours as a review's. (P15, P20)
 */
export function planRollup(team: Team, lastWeekOn: LocalDate | undefined, now: Date): WeeklyPlan {
  const weekOn = nextRollupWeek(team, lastWeekOn);
  const nextDueAt = rollupSlot(team, addDays(weekOn, 7));
  return planWeekly({ weekOn, dueAt: rollupSlot(team, weekOn), nextDueAt, zone: team.zone }, now);
}

/** Sorts what happened into what a roll-up says. An entry that a later one corrects is left to the correction. */
export function collectFacts(evidence: Evidence): RollupFacts {
  const decisions = listNews(evidence.decisions);
  const about = (entry: Decision): About => aboutOf(entry, evidence);
  const decided = decisions.filter((entry) => isCardCall(entry.kind));
  return {
    weekOn: evidence.weekOn,
    isLate: evidence.isLate,
    ...collectMovements(decided, evidence),
    stopped: decided
      .filter((entry) => entry.kind === 'stop')
      .map((entry) => ({
        ...about(entry),
        id: entry.id,
        isAtGate: entry.outcome?.isAtGate === true,
        learned: entry.texts.learned ?? '',
        saved: entry.texts.saved ?? '',
      })),
    defaults: evidence.defaults.map((line) => ({
      statement: line.statement,
      segment: line.segment,
      isRetired: line.retiredAt !== undefined,
      ...fromNumber(line, evidence),
    })),
    opened: decisions.filter(({ kind }) => kind === 'opened').length,
    decided: decided.length,
    noDecisions: evidence.undecided.length,
    deviations: evidence.deviations.length,
    overruled: decided
      .filter((entry) => entry.isAgainstRule || entry.isAgainstMajority)
      .map((entry) => ({
        ...about(entry),
        kind: entry.kind,
        isAgainstRule: entry.isAgainstRule,
        isAgainstMajority: entry.isAgainstMajority,
        because: entry.texts.because ?? '',
      })),
    minority: decided
      .map((entry) => ({
        ...about(entry),
        lines: listMinorityLines(entry),
        ...(entry.isAgainstMajority ? { isOfMajority: true } : {}),
      }))
      .filter((entry) => entry.lines.length > 0),
    against: collectAgainst(decided, evidence),
    lessons: collectLessons(decided, evidence),
    corrected: collectCorrected(evidence),
    outages: evidence.weeks.flatMap(findOutage),
    changes: evidence.weeks.flatMap(findChange),
    cycles: [...evidence.cycles],
    asks: [...(evidence.asks ?? [])],
    thanks: (evidence.thanked ?? []).flatMap((id) => evidence.thankable?.get(id) ?? []),
    evidence: [...(evidence.evidence ?? [])],
    ...(evidence.alarms === undefined ? {} : { alarms: [...evidence.alarms] }),
    ...(evidence.freezes === undefined ? {} : { freezes: evidence.freezes }),
    ...(evidence.andons === undefined ? {} : { andons: evidence.andons }),
  };
}

/** What the trend counts of a week. */
export function countWeek(facts: RollupFacts): WeekCount {
  const { weekOn, moved, stopped, decided } = facts;
  return { weekOn, moved: moved.length, stopped: stopped.length, decided };
}

/** Whether a changed default is news: one that came and went within `from <= at < to` was never announced to anybody. */
export function isWorthTelling(
  line: Pick<FloorDefault, 'sinceAt' | 'provenAt' | 'retiredAt'>,
  { from, to }: { from: Date; to: Date },
): boolean {
  // What was only a candidate before was not announced either.
  return (
    (line.provenAt ?? line.sinceAt) < from || line.retiredAt === undefined || line.retiredAt >= to
  );
}

/** What came late, was moved or missed because the bot was down. A roll-up that was posted late says so itself. */
function findOutage({ kind, weekOn, outcome, reason }: WeekOutcome): RollupFacts['outages'] {
  if (outcome === 'opened' || outcome === 'skipped') return [];
  if (kind === 'rollup' && outcome !== 'missed') return [];
  // People may meet at another time whether or not the bot was down before.
  const dayOff = reason?.why === 'said' ? reason.dayOff : reason;
  return outcome === 'moved' && dayOff !== undefined ? [] : [{ kind, weekOn, outcome }];
}

function findChange({ kind, weekOn, outcome, reason }: WeekOutcome): RollupFacts['changes'] {
  return reason === undefined ? [] : [{ kind, weekOn, isSkipped: outcome === 'skipped', reason }];
}

/**
 * What counts as this roll-up's: not what a later entry corrects, and not what corrects an entry of an earlier roll-up, which
 * has told of it. `decisions` are in the order of the log.
 */
function listNews(decisions: readonly Decision[]): Decision[] {
  const own = new Set<DecisionId>();
  for (const { id, supersedesId } of decisions) {
    if (supersedesId === undefined || own.has(supersedesId)) own.add(id);
  }
  return decisions.filter((entry) => own.has(entry.id) && entry.supersededByNumber === undefined);
}

function collectCorrected(evidence: Evidence): NonNullable<RollupFacts['corrected']> {
  return evidence.decisions
    .filter((entry) => entry.supersedesId !== undefined && entry.supersededByNumber === undefined)
    .map((entry) => ({
      ...aboutOf(entry, evidence),
      byNumber: entry.number,
      isReversal: entry.isReversal === true,
      because: entry.texts.corrected ?? entry.texts.line ?? '',
    }));
}

function aboutOf(entry: Decision, evidence: Evidence): About {
  const onepager =
    entry.onepagerId === undefined ? undefined : evidence.onepagers.get(entry.onepagerId);
  if (onepager === undefined) return { number: entry.number, title: entry.title };
  return { number: onepager.number, title: onepager.title };
}

function collectMovements(
  decided: readonly Decision[],
  evidence: Evidence,
): Pick<RollupFacts, 'moved' | 'moving'> {
  const moved: Movement[] = [];
  const moving: Movement[] = [];
  for (const entry of decided) {
    const { outcome, onepagerId, confidence } = entry;
    if (outcome === undefined) continue;
    const onepager = onepagerId === undefined ? undefined : evidence.onepagers.get(onepagerId);
    const isJudged = outcome.isRuleMet || outcome.isAtGate;
    for (const { signal, before, after, n, direction } of outcome.moved) {
      if (direction !== 'toward') continue;
      (isJudged ? moved : moving).push({
        ...aboutOf(entry, evidence),
        signal,
        before,
        after,
        because: onepager?.because ?? '',
        ...(n === undefined ? {} : { n }),
        ...(confidence === undefined ? {} : { confidence }),
      });
    }
  }
  return { moved, moving };
}

function collectAgainst(decided: readonly Decision[], evidence: Evidence): RollupFacts['against'] {
  const said: RollupFacts['against'] = [];
  for (const entry of decided) {
    said.push({ ...aboutOf(entry, evidence), text: entry.texts.against ?? '' });
  }
  for (const note of evidence.notes) {
    const onepager = evidence.onepagers.get(note.onepagerId);
    if (onepager === undefined) continue;
    said.push({ number: onepager.number, title: onepager.title, text: note.against });
  }
  return keepFirsts(said);
}

/** What a stop taught stands in the first message, and a new line of the floor among the defaults; neither is repeated. */
function collectLessons(decided: readonly Decision[], evidence: Evidence): RollupFacts['lessons'] {
  const lessons: RollupFacts['lessons'] = [];
  const said = new Set<string>();
  for (const entry of decided) {
    const { number } = aboutOf(entry, evidence);
    if (entry.kind === 'stop') said.add(`${number} ${entry.texts.learned ?? ''}`);
    lessons.push({ number, text: entry.texts.lesson ?? '' });
    if (entry.kind !== 'stop') lessons.push({ number, text: entry.texts.learned ?? '' });
  }
  for (const { onepagerId, lesson } of evidence.settled) {
    const onepager = onepagerId === undefined ? undefined : evidence.onepagers.get(onepagerId);
    lessons.push({ ...(onepager === undefined ? {} : { number: onepager.number }), text: lesson });
  }
  return keepFirsts(lessons).filter(({ number, text }) => !said.has(`${number ?? ''} ${text}`));
}

function fromNumber(line: FloorDefault, evidence: Evidence): { fromNumber?: number } {
  const decision = evidence.decisions.find(
    (entry) => entry.id === line.decisionId || entry.id === line.provenBy,
  );
  if (decision !== undefined) return { fromNumber: aboutOf(decision, evidence).number };
  const deviation = evidence.settled.find((other) => other.id === line.deviationId);
  if (deviation?.onepagerId === undefined) return {};
  const onepager = evidence.onepagers.get(deviation.onepagerId);
  return onepager === undefined ? {} : { fromNumber: onepager.number };
}

/** Without the blank ones, and each text about one thing once. */
function keepFirsts<T extends { text: string; number?: number }>(lines: readonly T[]): T[] {
  const seen = new Set<string>();
  return lines.filter(({ text, number }) => {
    const key = `${number ?? ''} ${text.trim()}`;
    if (text.trim() === '' || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
