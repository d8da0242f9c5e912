/** The engine's own short code of an error (`SQLITE_FULL`, `40001`); empty where it has none. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
