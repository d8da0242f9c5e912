/** PostgreSQL's and the network's words for: the connection is gone, or the server is about to start. */
const lostCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  '08000',
  '08003',
  '08006',
  '57P01',
  '57P02',
  '57P03',
  // A transaction of a process that stood still: the server has ended its connection.
  '25P03',
]);

/** What node-postgres says without a code. */
const lostWords = /^(Connection terminated|Client has encountered a connection error)/;

/**
 * Whether a statement failed because its connection ended: a failover, a restart, a firewall. When that happens at a commit,
 * nobody knows whether it was kept. (reliability.md F-82)
 */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string' && lostCodes.has(error.code)) return true;
  return lostWords.test(error.message);
}
