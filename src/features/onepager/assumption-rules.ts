// What a bet takes for granted is written on it, and anybody of the team may mark one of these assumptions: it does not hold,
// or it holds, with the evidence, by name and with the time. Nothing is overwritten: the newest mark is what is known now. An
// assumption that does not hold proposes a freeze. (LOG-ASSUMPTIONS, STOPLINE-T2)

import type { AssumptionId, MarkId } from '../../lib/ids.ts';
import { isEmptyText } from '../signal/plain-text.ts';
import type { Assumption } from './rules.ts';

/** What can be known about an assumption. */
export const MARKS = ['falsified', 'holds'] as const;

/** Somebody's word on one assumption, with its evidence. */
export interface AssumptionMark {
  id: MarkId;
  assumptionId: AssumptionId;
  mark: (typeof MARKS)[number];
  evidence: string;
  byUserId: string;
  at: Date;
}

/** An assumption with the newest mark on it. */
export interface MarkedAssumption {
  assumption: Assumption;
  mark?: AssumptionMark;
}

/** Each assumption with its newest mark; `marks` oldest first. Marks on what is not assumed any more are left out. */
export function markAssumptions(
  assumptions: readonly Assumption[],
  marks: readonly AssumptionMark[],
): MarkedAssumption[] {
  return assumptions.map((assumption) => {
    const mark = marks.findLast(({ assumptionId }) => assumptionId === assumption.id);
    return mark === undefined ? { assumption } : { assumption, mark };
  });
}

/** Those that do not hold. */
export function listFalsified(marked: readonly MarkedAssumption[]): Required<MarkedAssumption>[] {
  return marked.flatMap(({ assumption, mark }) =>
    mark?.mark === 'falsified' ? [{ assumption, mark }] : [],
  );
}

/** What is wrong with a filled mark, by field. */
export function checkMark(
  filled: { assumption: string; mark: string; evidence: string },
  assumptions: readonly Assumption[],
): { assumption?: 'unknown'; mark?: 'unknown'; evidence?: 'blank' } {
  return {
    ...(assumptions.some(({ id }) => id === filled.assumption)
      ? {}
      : { assumption: 'unknown' as const }),
    ...(MARKS.some((mark) => mark === filled.mark) ? {} : { mark: 'unknown' as const }),
    ...(isEmptyText(filled.evidence) ? { evidence: 'blank' as const } : {}),
  };
}
