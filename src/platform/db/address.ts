/** Whether an address is a PostgreSQL's; otherwise it is the path of a file. */
export function isPostgres(url: string): boolean {
  return /^postgres(ql)?:\/\//i.test(url);
}
