/** What one may name behind `npm run bench --`, in the order of the table. */
export const rowIds = [
  'ACK',
  'ACK-0',
  'ACK-S',
  'STORM',
  'DRAIN',
  'GROW',
  'IDLE',
  'COALESCE',
  'START',
  'MEM',
  'PG',
  'YEAR',
] as const;
