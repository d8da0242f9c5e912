import {
  type BinaryOperationNode,
  ColumnNode,
  type LimitNode,
  ReferenceNode,
  SqliteQueryCompiler,
  ValueNode,
} from 'kysely';

/** Column of what is open, closed, pending: indexes hold the rows of one of its values. */
const stateColumn = 'state';

/**
 * Writes into the text how many rows are wanted, and in which state. Where that came as a value SQLite would look at it while it plans
 * (for the limit itself, and for an index of *open* reviews), and so plan the statement anew each time it is asked, which takes ten
 * times as long as asking it. (https://www.sqlite.org/c3ref/prepare.html, *sqlite3_prepare_v2*, on values that influence the plan)
 */
export class PlannedOnce extends SqliteQueryCompiler {
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

  protected override visitBinaryOperation(node: BinaryOperationNode): void {
    const { leftOperand, rightOperand } = node;
    const isState =
      ReferenceNode.is(leftOperand) &&
      ColumnNode.is(leftOperand.column) &&
      leftOperand.column.column.name === stateColumn;
    if (!isState || !ValueNode.is(rightOperand) || !isWord(rightOperand.value)) {
      super.visitBinaryOperation(node);
      return;
    }
    const written = ValueNode.createImmediate(rightOperand.value);
    super.visitBinaryOperation({ ...node, rightOperand: written });
  }
}

function isWord(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z_-]+$/.test(value);
}
