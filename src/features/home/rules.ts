// Home is one person's page: what waits for them first (drafts, cards to vote on), then their teams with what runs and
// when they meet next. It shows nothing that the person could not read in a channel. It is drawn anew each time it is
// opened; when there is more than Slack shows on one page, it has pages.

/** How much of each kind fits on one page, so that Home stays far below Slack's 100 blocks. */
export const homeSizes = { drafts: 8, votes: 10, running: 8, teamsPerPage: 12 } as const;

/** One page of a list: what is on it, and the number of the next page when there is one. */
export interface Page<Item> {
  items: Item[];
  next?: number;
}

/** Cuts a page out of a list; pages count from 0, a page that does not exist is the first. */
export function takePage<Item>(all: readonly Item[], page: number, size: number): Page<Item> {
  const start = page > 0 && page * size < all.length ? page * size : 0;
  const items = all.slice(start, start + size);
  const isMore = start + size < all.length;
  return { items, ...(isMore ? { next: start / size + 1 } : {}) };
}
