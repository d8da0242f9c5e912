// Alarms of a layer, looked for where a team switched *More alarms* on. A pilot lives in purgatory when it is past its gate by
// a whole cycle without a decision, when nobody owns it any more, or when nothing says what would let it go on. A bet sits in
// the middle when its gate is four to ten weeks after its start and its cause is weak: too big to learn from quickly, too small
// to matter. Decisions are in debt when the day to look at a stop, a promotion or a major one again passed a cycle ago.
// (SMELLS 1, 2 and 4, ANTI-MIDDLE, NO-10, DECISION-DEBT; product.md *Alarms*)

import { type DecisionId, isId, type OnePagerId } from '../../lib/ids.ts';
import { addDays, type LocalDate, toInstantIn } from '../../lib/time.ts';
import type { Decision } from '../decision/rules.ts';
import type { Bet } from '../onepager/rules.ts';
import type { Evidence, Finding } from './rules.ts';

/** How a team counts days: today and how long its cycles are, in its zone. */
export interface Calendar {
  today: LocalDate;
  cycleDays: number;
  zone: string;
}

/** Something that runs, as far as these alarms read it. */
export interface PilotFacts {
  id: OnePagerId;
  number: number;
  title: string;
  gateOn: LocalDate;
  /** The day of its newest decision on a card, in the team's zone. */
  decidedOn?: LocalDate;
  hasOwner: boolean;
  hasCriterion: boolean;
  /** When the version in force was written. */
  writtenAt: Date;
  /** Its gate is in the middle and its mechanism weak, as the quality bar finds. */
  isMidBar: boolean;
  /** For what lasts without a date of its own, by what it is: after what it began, and when it was first seen. */
  seen: Readonly<Record<'owner' | 'mid-bar', { after: string; at: Date }>>;
}

/** A pilot in purgatory: one alarm for a one-pager, whatever it smells of. */
export function findPilotPurgatory(pilot: PilotFacts, calendar: Calendar): Finding | undefined {
  const { number, title, gateOn, seen } = pilot;
  const overdueOn = addDays(gateOn, calendar.cycleDays);
  const isPast = calendar.today >= overdueOn && !((pilot.decidedOn ?? '') >= gateOn);
  const overdueAt = toInstantIn(overdueOn, '00:00', calendar.zone);
  const smells: { facts: string; line: Evidence & { at: Date } }[] = [
    ...(isPast
      ? [{ facts: `gate ${gateOn}`, line: { what: 'past-gate', at: overdueAt, number, title } }]
      : []),
    ...(pilot.hasOwner
      ? []
      : [
          {
            facts: `owner${seen.owner.after}`,
            line: { what: 'no-owner', at: seen.owner.at, number, title },
          },
        ]),
    ...(pilot.hasCriterion
      ? []
      : [
          {
            facts: `criterion ${pilot.writtenAt.toISOString()}`,
            line: { what: 'no-criterion', at: pilot.writtenAt, number, title },
          },
        ]),
  ].toSorted((one, other) => one.line.at.getTime() - other.line.at.getTime());
  const [first] = smells;
  if (first === undefined) return undefined;
  return {
    kind: 'pilot-purgatory',
    subject: pilot.id,
    facts: first.facts,
    sinceAt: first.line.at,
    evidence: smells.map(({ line }) => line),
  };
}

/** A weak bet in the middle. */
export function findMidBar(pilot: PilotFacts): Finding | undefined {
  if (!pilot.isMidBar) return undefined;
  const { id, number, title, seen } = pilot;
  const { after, at } = seen['mid-bar'];
  return {
    kind: 'mid-bar',
    subject: id,
    facts: `middle${after}`,
    sinceAt: at,
    evidence: [{ what: 'middle', at, number, title }],
  };
}

/** Whether a rule says anything at all about going on. */
export function hasCriterion({ signals }: Pick<Bet, 'signals'>): boolean {
  return signals.some(({ continueIf, orIf = [] }) => continueIf !== undefined || orIf.length > 0);
}

/** A decision whose second look is due; `askOn`: since when, in the team's zone. */
export interface Owed {
  decision: Pick<Decision, 'id' | 'number' | 'title' | 'kind' | 'isMajor'>;
  askOn: LocalDate;
}

/** Decisions in debt, the oldest first. */
function listDebts(owed: readonly Owed[], calendar: Calendar): Owed[] {
  return owed
    .filter(({ decision }) => isWeighty(decision))
    .filter(({ askOn }) => addDays(askOn, calendar.cycleDays) <= calendar.today)
    .toSorted(
      (one, other) =>
        (one.askOn < other.askOn ? -1 : one.askOn > other.askOn ? 1 : 0) ||
        one.decision.number - other.decision.number,
    );
}

/** Decisions in debt; `after` names what it began after, so that a debt that was paid may come again. */
export function findDecisionDebt(
  owed: readonly Owed[],
  calendar: Calendar,
  after: string,
): Finding | undefined {
  const debts = listDebts(owed, calendar);
  const [oldest] = debts;
  if (oldest === undefined) return undefined;
  const at = (day: LocalDate) => toInstantIn(day, '00:00', calendar.zone);
  return {
    kind: 'decision-debt',
    subject: '',
    facts: `debt${after}`,
    sinceAt: at(addDays(oldest.askOn, calendar.cycleDays)),
    evidence: [
      { what: 'oldest', said: oldest.decision.id, counts: { debts: debts.length } },
      ...debts.map(({ decision, askOn }) => ({
        what: `debt-${decision.kind === 'stop' || decision.kind === 'promote' ? decision.kind : 'major'}`,
        at: at(askOn),
        number: decision.number,
        title: decision.title,
      })),
    ],
  };
}

/** The decision that *Answer the oldest* is about. */
export function oldestDebtOf(evidence: readonly Evidence[]): DecisionId | undefined {
  const said = evidence.find(({ what }) => what === 'oldest')?.said ?? '';
  return isId('dec', said) ? said : undefined;
}

function isWeighty({ kind, isMajor }: Owed['decision']): boolean {
  return kind === 'stop' || kind === 'promote' || isMajor === true;
}
