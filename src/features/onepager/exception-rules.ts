// A guardrail past its limit may stay there for a while by an exception, logged with a reason and an end of at most one cycle.
// Until it ends the alarm is quiet and the card says so. Another exception for the same guardrail is a renewal, and renewals
// are counted: the second is an alarm of its own, because an exception that returns has become the rule. (GUARDRAIL-EXC)

import type { ExceptionId, OnePagerId, TeamId } from '../../lib/ids.ts';
import { addDays, isLocalDate, type LocalDate } from '../../lib/time.ts';
import { isEmptyText } from '../signal/plain-text.ts';

/** One exception of one one-pager's guardrail. */
export interface GuardrailException {
  id: ExceptionId;
  workspaceId: string;
  teamId: TeamId;
  onepagerId: OnePagerId;
  /** What was watched then. */
  indicator: string;
  reason: string;
  /** The last local date of its team on which it holds. */
  untilOn: LocalDate;
  byUserId: string;
  at: Date;
  /** 0 for the first, 1 for the first renewal. */
  renewal: number;
}

/** The exception that holds on a day, if there is one. */
export function exceptionOn(
  exceptions: readonly GuardrailException[],
  about: { indicator: string; today: LocalDate },
): GuardrailException | undefined {
  return exceptions.findLast(
    ({ indicator, untilOn }) => indicator === about.indicator && untilOn >= about.today,
  );
}

/** How often this guardrail's exception was given before; that is the number of the next renewal. */
export function renewalOf(exceptions: readonly GuardrailException[], indicator: string): number {
  return exceptions.filter((one) => one.indicator === indicator).length;
}

/** What is wrong with a filled exception, by field; it lasts until today at least and a cycle at most. */
export function checkException(
  filled: { reason: string; untilOn: string },
  at: { today: LocalDate; cycleDays: number },
): { reason?: 'blank'; untilOn?: 'no-date' | 'past' | 'too-late' } {
  const untilOn = checkUntil(filled.untilOn, at);
  return {
    ...(isEmptyText(filled.reason) ? { reason: 'blank' as const } : {}),
    ...(untilOn === undefined ? {} : { untilOn }),
  };
}

function checkUntil(
  untilOn: string,
  { today, cycleDays }: { today: LocalDate; cycleDays: number },
): 'no-date' | 'past' | 'too-late' | undefined {
  if (!isLocalDate(untilOn)) return 'no-date';
  if (untilOn < today) return 'past';
  return untilOn > addDays(today, cycleDays) ? 'too-late' : undefined;
}
