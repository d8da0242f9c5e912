import { button } from '../../platform/slack/blocks.ts';

/** The ids of this feature's buttons and fields. */
export const floorActions = {
  /** Opens the floor; value: a team's id, and where its page starts. */
  open: 'floor.open',
  log: 'floor.log',
  team: 'floor.team',
  add: 'floor.add',
  /** Value: the line's id. */
  retire: 'floor.retire',
  /** The variant is what is to become of it; value: a deviation's or a line's id. */
  settle: 'floor.settle',
  /** Whether users were harmed changes what else is asked. */
  reshape: 'floor.reshape',
  /** Answered by two keys; value: the entry of the log. */
  reverse: 'twokey.open',
} as const;

/** The button that opens a team's floor. */
export function floorButton(teamId: string) {
  return button({ label: 'The floor', actionId: floorActions.open, value: teamId });
}

/** The sentences that people are told when something cannot be done. */
export const floorWords = {
  noTeam:
    'You are in no team yet. Go to your team’s channel, type `/invite @Barbell` there and press *Set up* on the card that I post.',
  gone: 'This is not there any more. `/onepager defaults` shows the floor as it is.',
  notMember:
    'Full members of the team’s channel settle this. Write in this thread what you saw, they will read it.',
  notAdding:
    'Lines of the floor are written by full members of the team’s channel. Join it, then it works at once.',
  notRetiring:
    'A line is taken off by a leader of the team, with a reason. `/onepager settings` → *Roles* says who leads.',
  isGone: 'This line is off the floor already. The change log says when and why.',
  isDefault: 'It is a default already. `/onepager defaults` shows since when.',
  promoted: (area: string, lesson: string) =>
    `Promoted to a candidate for a default, ${area}: ${lesson}`,
  retired: (area: string, lesson: string) => `Deviation retired, ${area}: ${lesson}`,
  proven: (area: string, lesson: string) => `A default now, ${area}: ${lesson}`,
  withdrawn: (area: string, lesson: string) => `Candidate taken back, ${area}: ${lesson}`,
  added: (area: string, why: string) => `A default was written down, ${area}: ${why}`,
  takenOff: (area: string, why: string) => `A default was taken off the floor, ${area}: ${why}`,
  noDefault: (statement: string) => `No default any more: ${statement}`,
  nowCandidate:
    'It is a *candidate* now. A later close asks the team whether it holds; then it is a default.',
  nowRetired: 'It is retired, with its lesson in the log. Thank you.',
  nowDefault: 'It is a *default* now: how we do it. The next roll-up says so.',
  isReversed: (number: number) =>
    `This line came with #${number}, so taking it off is reversing #${number}, with two keys. \`/onepager show ${number}\` has the button.`,
} as const;
