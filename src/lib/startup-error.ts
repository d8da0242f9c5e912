/** Why the program does not start: one plain line each, shown without a stack trace. */
export class StartupError extends Error {
  override name = 'StartupError';
  readonly lines: readonly string[];

  constructor(lines: readonly string[] | string) {
    const list = typeof lines === 'string' ? [lines] : lines;
    super(list.join('\n'));
    this.lines = list;
  }
}
