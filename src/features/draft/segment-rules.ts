// What was promoted is proven for one segment, and for no other. Trying it in a new one opens a new gate: a one-pager of its
// own that begins with the words of the promoted one and with none of its numbers, dates or people. Whoever tries it reads
// each word anew, measures where the new segment stands today, and says who may stop it there. The promoted one stays as it
// is: it has no reminders any more and gets none back. (GATE-RETIRE; product.md *Deviate*)

import { firstCharacters } from '../../lib/text.ts';
import { addDays, type LocalDate } from '../../lib/time.ts';
import { sameWords } from '../floor/rules.ts';
import { type BetFields, EMPTY_FIELDS } from '../quality/rules.ts';
import { isEmptyText, lineAsTyped } from '../signal/plain-text.ts';
import { ALL_STEP_FIELDS } from './rules.ts';

/** The most characters in which a segment is named. */
export const longestSegment = 80;

/** What a draft for a new segment starts from besides the promoted words; dates are the team's local ones. */
export interface SegmentStart {
  segment: string;
  today: LocalDate;
  /** The gate that any fresh form proposes. */
  gateOn: LocalDate;
  stopOwnerId: string;
}

/**
 * The fields of a draft that tries a promoted one-pager in a new segment: what the three steps show, so that nobody publishes
 * words they have not seen. Where each signal stands, the target and all dates are of the other segment and begin anew; the
 * habit does too, because what is a default by now departs from none.
 */
export function followFields(promoted: BetFields, start: SegmentStart): BetFields {
  const fields = { ...EMPTY_FIELDS, lens: promoted.lens };
  for (const name of ALL_STEP_FIELDS) fields[name] = promoted[name];
  return {
    ...fields,
    ...{ target: '', byOn: '', proxyNow: '', outcomeNow: '', counterNow: '' },
    ...{ habit: 'none', habitOther: '', guardrailChecks: '' },
    ...{ maturesOn: addDays(start.today, 7), gateOn: start.gateOn, stopOwnerId: start.stopOwnerId },
    title: followTitle(promoted.title, start.segment),
    rollout: followRollout(promoted.rollout, start.segment),
  };
}

/** What keeps a segment from being a new one; undefined when nothing does. `proven` is empty for everybody. */
export function checkSegment(segment: string, proven: string): 'blank' | 'proven' | undefined {
  if (isEmptyText(segment)) return 'blank';
  return sameWords(segment, proven) ? 'proven' : undefined;
}

const titleRoom = 60;
const segmentRoom = 30;

/** `Action X first: returning users`, as long as a title may be; both parts keep their beginnings. */
function followTitle(title: string, segment: string): string {
  const where = firstCharacters(lineAsTyped(segment), segmentRoom).trim();
  const room = titleRoom - 2 - Array.from(where).length;
  return `${firstCharacters(lineAsTyped(title), room).trim()}: ${where}`;
}

function followRollout(rollout: string, segment: string): string {
  const where = lineAsTyped(segment);
  return firstCharacters(isEmptyText(rollout) ? where : `${where}: ${rollout}`, 500);
}
