// Home is one person's page: what waits for them first (roles to answer, drafts, readings, votes, decisions to revisit),
// then what is theirs, then one of their teams: what runs, when it meets, its floor and its log. It shows nothing of a
// team whose channel the person is not in. It is drawn anew each time it is opened and after each press on it. Long
// lists share one set of pages, so that Home never grows beyond what Slack shows. (product.md, *Home tab*)

/** How much of each list fits on one page, so that Home stays far below Slack's 100 blocks. */
export const homeSizes = {
  asks: 5,
  approvals: 3,
  asked: 3,
  deviations: 4,
  stops: 3,
  drafts: 5,
  readings: 5,
  votes: 5,
  revisits: 8,
  mine: 8,
  running: 8,
  alarms: 3,
  floor: 5,
  log: 5,
  teams: 100,
} as const;

/** The part of a list that one page shows; pages count from 0, a page behind the end shows nothing of it. */
export function windowOf<Item>(all: readonly Item[], page: number, size: number): Item[] {
  return all.slice(page * size, (page + 1) * size);
}

/** How many pages are needed until every list was shown; at least one. */
export function countPages(lists: readonly { length: number; size: number }[]): number {
  return Math.max(1, ...lists.map(({ length, size }) => Math.ceil(length / size)));
}

/** What Home's buttons remember: the page, and the team that is shown. */
export interface HomePlace {
  page: number;
  teamId: string;
}

/** Writes a place into a button's value. */
export function writePlace(place: HomePlace): string {
  return `${place.page} ${place.teamId}`.trim();
}

/** Reads a place from a button's value; what is none is the first page of the first team. */
export function readPlace(value: string): HomePlace {
  const [page = '', teamId = ''] = value.split(' ');
  return { page: /^\d{1,4}$/.test(page) ? Number(page) : 0, teamId };
}

/** What a new team has done so far. */
export interface FirstSteps {
  hasOnePager: boolean;
  hasReview: boolean;
  hasDecision: boolean;
}

/** A line of the checklist of a new team. */
export interface ChecklistLine {
  label: string;
  isDone: boolean;
}

/** The checklist of a new team; undefined once everything on it is done, then it never comes back. */
export function checklistOf(steps: FirstSteps): ChecklistLine[] | undefined {
  // The log is only added to, so a first decision stays one.
  if (steps.hasDecision) return undefined;
  return [
    { label: 'Set up the team', isDone: true },
    {
      label: 'Write the first one-pager: three minutes, from a worked scene',
      isDone: steps.hasOnePager,
    },
    { label: 'Hold the first review: it opens by itself', isDone: steps.hasReview },
    { label: 'Log the first decision: one press on a card of the review', isDone: false },
  ];
}
