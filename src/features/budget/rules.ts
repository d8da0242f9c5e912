// The bot speaks up at most three times a week in a team's channel and writes to nobody more than twice a week, from
// Monday to Sunday: in the team's zone, and in the person's. A review's opening and the roll-up always have their place;
// how a review ended is shown in the channel too as long as there is room beside what is still to come that week, and
// otherwise stays in its thread. Only one of a person's two places goes to questions about old decisions, so that these
// never crowd out a review. Answers to what somebody just did, such as a published card or changed settings, are no
// reminders and do not count; neither do stop-the-line and andon. (product.md *Review*, Nudges: weekly budget)

/** Messages a week in a team's channel. */
export const mostInChannel = 3;
/** Reminders a week for one person, from all their teams together. */
export const mostForPerson = 2;
/** Of these, questions about old decisions; they can wait for another week, a review cannot. */
export const mostQuestions = 1;

/** Whether one more message may go to the channel: `said` this week, and `due` before it ends. */
export function maySpeak(week: { said: number; due: number }): boolean {
  return week.said + week.due < mostInChannel;
}

/** A place of a person's week that is used up. */
export interface TakenPlace {
  slot: number;
  isQuestion: boolean;
}

/**
 * The place for one more message to a person, from 1; undefined when this week has none left for it. The database keeps
 * each place once, so that two processes cannot both take it.
 */
export function findPlace(
  taken: readonly TakenPlace[],
  wish: Pick<TakenPlace, 'isQuestion'>,
): number | undefined {
  const questions = taken.filter(({ isQuestion }) => isQuestion).length;
  if (wish.isQuestion && questions >= mostQuestions) return undefined;
  for (let slot = 1; slot <= mostForPerson; slot += 1) {
    if (!taken.some((place) => place.slot === slot)) return slot;
  }
  return undefined;
}
