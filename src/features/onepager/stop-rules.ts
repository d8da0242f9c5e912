// A guardrail on paper protects nobody: a one-pager names a person who may say stop, and that person must know it. Who names
// themselves has said yes by saving; so has whoever accepted to say stop for the whole team, or to be its deputy. Anybody
// else is asked once for each one-pager, and may answer differently later. Until they have said yes the card says *(asked)*;
// after seven days without an answer nobody has said yes. Days on which Barbell was not there count for nobody: the buttons were
// dead then. (THRASH-4, STOP-OWNER; product.md *Alarms*)

/** What was asked of one person about one one-pager, and what they say now. */
export interface StopAsk {
  askedAt: Date;
  answer?: 'yes' | 'no';
  answeredAt?: Date;
}

/**
 * How it stands with the person who is named. `to-ask`: not asked yet; `asked`: less than seven days ago; `silent`: seven days
 * have passed since they were asked, or fourteen since they were named without anybody being able to ask them.
 */
export type StopWord = 'yes' | 'to-ask' | 'asked' | 'silent' | 'no';

/** Everything that the word of a stop-owner rests on. */
export interface StopFacts {
  ask?: StopAsk;
  /** They accepted to say stop for the team, or to be its deputy. */
  hasRole: boolean;
  /** They wrote the version in which they are named first. */
  isOwnNaming: boolean;
  /** When they were named. */
  namedAt: Date;
  /** When nobody could press a button, oldest first; none overlaps another. */
  absences?: readonly Absence[];
}

/** A time in which Barbell was not there. */
export interface Absence {
  from: Date;
  until: Date;
}

const dayMs = 24 * 60 * 60 * 1000;

/** How long a question waits for its answer before nobody counts as having said yes (product.md: seven days). */
const answerMs = 7 * dayMs;
const neverAskedMs = 14 * dayMs;

/** How it stands with the person who is named to say stop; what they said themselves is worth more than any role. */
export function stopWordOf(facts: StopFacts, now: Date): StopWord {
  const { ask } = facts;
  if (ask?.answer !== undefined) return ask.answer;
  if (facts.hasRole || facts.isOwnNaming) return 'yes';
  if (now >= silentFrom(facts)) return 'silent';
  return ask === undefined ? 'to-ask' : 'asked';
}

/** How it stood at an instant that is past: without what was asked and said since. */
export function stopWordThen(facts: StopFacts, at: Date): StopWord {
  const { ask, ...rest } = facts;
  if (ask === undefined || ask.askedAt > at) return stopWordOf(rest, at);
  const isAnswered = (ask.answeredAt ?? ask.askedAt) <= at;
  return stopWordOf({ ...rest, ask: isAnswered ? ask : { askedAt: ask.askedAt } }, at);
}

/** Since when it is so that they said no, or that nobody has answered for too long. */
export function stopWordSince(facts: StopFacts): Date {
  const { ask } = facts;
  return ask?.answer === undefined ? silentFrom(facts) : (ask.answeredAt ?? ask.askedAt);
}

/** When a question that nobody answers counts as unanswered, and when one that could not be asked. */
function silentFrom({ ask, namedAt, absences = [] }: StopFacts): Date {
  return ask === undefined
    ? afterPresence(namedAt, neverAskedMs, absences)
    : afterPresence(ask.askedAt, answerMs, absences);
}

/** When somebody has had so long to press a button. */
function afterPresence(from: Date, ms: number, absences: readonly Absence[]): Date {
  let atMs = from.getTime() + ms;
  for (const absence of absences) {
    const beganMs = Math.max(absence.from.getTime(), from.getTime());
    if (beganMs < atMs) atMs += Math.max(0, absence.until.getTime() - beganMs);
  }
  return new Date(atMs);
}
