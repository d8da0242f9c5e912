import { type LimitNode, SqliteQueryCompiler, ValueNode } from 'kysely';

/**
 * Writes how many rows are wanted into the text. Where that came as a value SQLite would look at it while it plans, and so plan the
 * statement anew each time it is asked, which takes ten times as long as asking it.
 * (https://www.sqlite.org/c3ref/prepare.html, *sqlite3_prepare_v2*, on values that influence the plan)
 */
export class LimitsWritten extends SqliteQueryCompiler {
  protected override visitLimit(node: LimitNode): void {
    const { limit } = node;
    if (ValueNode.is(limit) && Number.isSafeInteger(limit.value)) {
      this.append(`limit ${limit.value}`);
    } else {
      // A sum is not looked at: what comes later is then like any other value.
      this.append('limit 0 + ');
      this.visitNode(limit);
    }
  }
}
