// An alarm is the bot's statement that the ritual fails in a named way: about the team and the system, never a person. It
// fires once for the same facts, is edited while it lasts and clears itself when they no longer hold; anybody of the team
// may dismiss it with a reason, and then the same facts stay silent. New alarms are told with a roll-up, at most one a
// cycle by a message of its own, the most serious; the others are a line of the roll-up. What stops the line is exempt: it
// is said at once. (product.md *Alarms*; THRASH-1 to THRASH-4, STOPLINE-T1 to -T3, SMELLS)

import type { AlarmId, CycleId, DecisionId, TeamId } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';

/** Every alarm, the most serious first: this order decides which one speaks. What stops the line stands in front. */
export const alarmKinds = [
  'guardrail-tripped',
  'opposite-trend',
  'assumption-falsified',
  'nobody-can-stop',
  'numbers-move',
  'nothing-killed',
  'nothing-dared',
  'status-theatre',
  'decision-debt',
  'pilot-purgatory',
  'mid-bar',
  'exception-creep',
] as const;

/** One of the ways in which the ritual can fail. */
export type AlarmKind = (typeof alarmKinds)[number];

/** Tells whether a text that came from outside names a kind. */
export function isAlarmKind(text: string): text is AlarmKind {
  return alarmKinds.some((kind) => kind === text);
}

const stopLine: readonly AlarmKind[] = [
  'guardrail-tripped',
  'opposite-trend',
  'assumption-falsified',
];

/** Whether an alarm proposes to stop the line: it is never held back. */
export function stopsTheLine(kind: AlarmKind): boolean {
  return stopLine.includes(kind);
}

/**
 * One line of evidence, as facts; the words of its kind turn it into a sentence. `what` names the sentence, `at` is its
 * instant, `number` and `title` a one-pager or a decision, `said` a person's words, `counts` amounts by name.
 */
export interface Evidence {
  what: string;
  at?: Date;
  number?: number;
  title?: string;
  said?: string;
  counts?: Readonly<Record<string, number>>;
}

/**
 * That an alarm's condition holds. `subject` is the one-pager it is about, or '' for the team. `facts` names the streak or
 * state it rests on and stays the same while that goes on, so that one streak is one alarm. `sinceAt`: when it became true.
 * `evidence`: oldest first.
 */
export interface Finding {
  kind: AlarmKind;
  subject: string;
  facts: string;
  sinceAt: Date;
  evidence: readonly Evidence[];
}

/** How an alarm was told: by a message of its own, or only as a line of the roll-up. */
export type Told = 'message' | 'line';

/** An alarm that fired. It stands until it was cleared or dismissed; the log holds why it was dismissed. */
export interface Alarm extends Finding {
  id: AlarmId;
  workspaceId: string;
  teamId: TeamId;
  firedAt: Date;
  told: Told;
  /** The cycle that was open when it fired. */
  cycleId?: CycleId;
  clearedAt?: Date;
  dismissed?: { at: Date; decisionId: DecisionId };
}

/**
 * Why an alarm that stops the line holds no longer: its one-pager is frozen, ended or rests; an exception holds until a day; an
 * evidence review has decided; or what it rested on has turned.
 */
export type ClearedWhy =
  | { exceptedUntil: LocalDate }
  | { now: 'frozen' | 'parked' | 'stopped' | 'promoted' | 'gone' | 'decided' | 'turned' };

/** What to do about a team's alarms. */
export interface AlarmChanges {
  fire: Finding[];
  /** Standing alarms whose facts read differently now. */
  edit: { alarm: Alarm; finding: Finding }[];
  clear: Alarm[];
}

/**
 * Compares what holds with what was said. `known` are all alarms of the team, standing or over: the same facts never fire
 * again, whether they were cleared or dismissed. Only the kinds that were `asked` are judged.
 */
export function reconcile(
  known: readonly Alarm[],
  found: readonly Finding[],
  asked: readonly AlarmKind[],
): AlarmChanges {
  const changes: AlarmChanges = { fire: [], edit: [], clear: [] };
  for (const finding of found) {
    const same = known.find((alarm) => isSame(alarm, finding));
    if (same === undefined) changes.fire.push(finding);
    else if (stands(same) && !readsAlike(same, finding)) {
      changes.edit.push({ alarm: same, finding });
    }
  }
  for (const alarm of known) {
    if (!stands(alarm) || !asked.includes(alarm.kind)) continue;
    if (!found.some((finding) => isSame(alarm, finding))) changes.clear.push(alarm);
  }
  return changes;
}

const inARow = 2;

/** The newest that hold without a break, oldest first. */
export function takeStreak<T>(newestFirst: readonly T[], holds: (one: T) => boolean): T[] {
  const end = newestFirst.findIndex((one) => !holds(one));
  return newestFirst.slice(0, end === -1 ? newestFirst.length : end).toReversed();
}

/**
 * Where a streak that was taken begins, which names it while it grows, and the one with which it was two in a row; undefined
 * while it is shorter. (product.md *Alarms*)
 */
export function markStreak<T>(streak: readonly T[]): { first: T; fired: T } | undefined {
  const [first] = streak;
  const fired = streak[inARow - 1];
  return first === undefined || fired === undefined ? undefined : { first, fired };
}

/** Whether an alarm is neither cleared nor dismissed. */
export function stands(alarm: Pick<Alarm, 'clearedAt' | 'dismissed'>): boolean {
  return alarm.clearedAt === undefined && alarm.dismissed === undefined;
}

/**
 * Up to when what happened was spoken about: the end of the newest alarm of this kind and subject that is over. A later
 * streak is counted from there, so that an answer holds for what it answered and not for ever; undefined when there is none.
 */
export function spokenUntil(
  known: readonly Alarm[],
  about: Pick<Finding, 'kind' | 'subject'>,
): Date | undefined {
  const ends = known
    .filter(({ kind, subject }) => kind === about.kind && subject === about.subject)
    .flatMap(({ clearedAt, dismissed }) => clearedAt ?? dismissed?.at ?? [])
    .map((at) => at.getTime());
  return ends.length === 0 ? undefined : new Date(Math.max(...ends));
}

/**
 * The finding under a name of its own when the alarm of the same facts was cleared since: what comes back, such as a number
 * put right and then wrong again, or a one-pager that runs again, is said anew. What was dismissed keeps its name.
 */
export function nameAnew(known: readonly Alarm[], finding: Finding): Finding {
  const again = `${finding.facts}, after `;
  const ends = known
    .filter(({ kind, subject }) => kind === finding.kind && subject === finding.subject)
    .filter(({ facts }) => facts === finding.facts || facts.startsWith(again))
    .flatMap(({ clearedAt }) => (clearedAt === undefined ? [] : clearedAt.getTime()));
  if (ends.length === 0) return finding;
  return { ...finding, facts: `${again}${new Date(Math.max(...ends)).toISOString()}` };
}

/**
 * How each new alarm is told, the most serious first. `hasSpoken`: a new alarm had its own message in this cycle already.
 * Those that stop the line always get theirs, and do not count.
 */
export function chooseTold(
  fire: readonly Finding[],
  hasSpoken: boolean,
): { finding: Finding; told: Told }[] {
  let mayStillSpeak = !hasSpoken;
  return bySeriousness(fire).map((finding) => {
    if (stopsTheLine(finding.kind)) return { finding, told: 'message' };
    const told = mayStillSpeak ? 'message' : 'line';
    mayStillSpeak = false;
    return { finding, told };
  });
}

/**
 * What names a state that has no date of its own, and when it was first seen: `after` is the end of the newest alarm of this
 * kind and subject that was cleared, so that the state is new when it comes back; `at` is when the one that stands began.
 */
export function seenSince(
  known: readonly Alarm[],
  about: Pick<Finding, 'kind' | 'subject'>,
  now: Date,
): { after: string; at: Date } {
  const own = known.filter(({ kind, subject }) => kind === about.kind && subject === about.subject);
  const ends = own.flatMap(({ clearedAt }) => (clearedAt === undefined ? [] : clearedAt.getTime()));
  const after = ends.length === 0 ? '' : `, after ${new Date(Math.max(...ends)).toISOString()}`;
  return { after, at: own.find((alarm) => alarm.clearedAt === undefined)?.sinceAt ?? now };
}

/** The most serious in front, then what has lasted longest. */
export function bySeriousness<T extends Finding>(findings: readonly T[]): T[] {
  return findings.toSorted(
    (one, other) =>
      alarmKinds.indexOf(one.kind) - alarmKinds.indexOf(other.kind) ||
      one.sinceAt.getTime() - other.sinceAt.getTime() ||
      (one.subject < other.subject ? -1 : one.subject > other.subject ? 1 : 0),
  );
}

function isSame(one: Finding, other: Finding): boolean {
  return one.kind === other.kind && one.subject === other.subject && one.facts === other.facts;
}

function readsAlike(one: Finding, other: Finding): boolean {
  const read = ({ sinceAt, evidence }: Finding) => JSON.stringify([sinceAt, evidence.map(inOrder)]);
  return read(one) === read(other);
}

/** The same line always as the same text, however it was put together. */
function inOrder({ what, at, number, title, said, counts }: Evidence) {
  const amounts = Object.entries(counts ?? {}).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return [what, at, number, title, said, amounts];
}
