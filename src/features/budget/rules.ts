// The bot speaks up at most three times a week in a team's channel and writes to nobody more than twice a week, from
// Monday to Sunday: in the team's zone, and in the person's. A review's opening and the roll-up always have their place;
// how a review ended is shown in the channel too as long as there is room beside what is still to come that week, and
// otherwise stays in its thread. Answers to what somebody just did, such as a published card or changed settings, are no
// reminders and do not count; neither do stop-the-line and andon. (product.md *Review*, Nudges: weekly budget)

/** Messages a week in a team's channel. */
export const mostInChannel = 3;
/** Reminders a week for one person, from all their teams together. */
export const mostForPerson = 2;

/** Whether one more message may go to the channel: `said` this week, and `due` before it ends. */
export function maySpeak(week: { said: number; due: number }): boolean {
  return week.said + week.due < mostInChannel;
}

/** Which of a person's places for this week is free, from 1; undefined when the budget is used up. */
export function findFreeSlot(taken: readonly number[]): number | undefined {
  for (let slot = 1; slot <= mostForPerson; slot += 1) {
    if (!taken.includes(slot)) return slot;
  }
  return undefined;
}
