/** What an ordinary cycle of a small team counted. */
export const cycleCounts = {
  deviations: 1,
  hats: 0,
  stops: 1,
  promotions: 0,
  decisions: 3,
  gatesDue: 2,
  noDecisions: 1,
  reviews: 2,
  againstRule: 1,
  running: 4,
  isAllOff: false,
};
