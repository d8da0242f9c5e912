import {
  type Compilable,
  type CompiledQuery,
  type KyselyPlugin,
  OperationNodeTransformer,
  type QueryResult,
  type RawBuilder,
  sql,
  ValueNode,
} from 'kysely';
import { type Db, type Engine, engineOf, type Tx } from './open.ts';
import { askNothing, keepStatement } from './statement-names.ts';

/** Stands in a query for a value that comes later. */
class Place {
  readonly name: PropertyKey;

  constructor(name: PropertyKey) {
    this.name = name;
  }
}

type PlaceOf<Given> = <Name extends keyof Given>(name: Name) => RawBuilder<Given[Name]>;
type Build<Given, Row> = (db: Db, at: PlaceOf<Given>) => Compilable<Row>;
type Ask<Given, Row> = (db: Db, given: Given) => Promise<Row[]>;
type Write<Given> = (tx: Tx, given: Given) => Promise<number>;
type Send<Given> = (tx: Tx, given: Given) => Promise<void>;

/**
 * Writes what is the same each time into the text. Where it came as a value an engine could not know that an index of *open* reviews
 * does for a question about them: PostgreSQL would not use it, and SQLite plans the statement anew each time it is asked.
 * (https://www.sqlite.org/partialindex.html)
 */
class ConstantsWritten extends OperationNodeTransformer {
  protected override transformValue(node: ValueNode): ValueNode {
    return isConstant(node.value) ? ValueNode.createImmediate(node.value) : node;
  }
}

const constants = new ConstantsWritten();
const constantsWritten: KyselyPlugin = {
  transformQuery: ({ node, queryId }) => constants.transformNode(node, queryId),
  transformResult: async ({ result }) => result,
};

function isConstant(value: unknown): boolean {
  return value === null || typeof value === 'string' || typeof value === 'number';
}

/**
 * A query whose text is the same each time: it is written once for each engine, because writing it costs more than asking it. `build`
 * puts `at('name')` where a value of `Given` comes; the values must not decide which parts the query has.
 */
export function prepared<Given extends object>() {
  return <Row>(build: Build<Given, Row>): Ask<Given, Row> => {
    const run = writeOnce(build);
    return async (db, given) => (await run(db, given)).rows;
  };
}

/** As `prepared`, for a statement that writes; answers how many rows it wrote. */
export function preparedWrite<Given extends object>() {
  return (build: Build<Given, unknown>): Write<Given> => {
    const run = writeOnce(build);
    return async (tx, given) => Number((await run(tx, given)).numAffectedRows ?? 0n);
  };
}

/**
 * As `preparedWrite`, where nobody asks how many rows it wrote: PostgreSQL is sent it with whatever follows, and where it fails, what
 * follows fails of it, at the latest the commit. (performance.md PG)
 */
export function preparedSend<Given extends object>() {
  return (build: Build<Given, unknown>): Send<Given> => {
    const run = writeOnce(build, askNothing);
    return async (tx, given) => {
      await run(tx, given);
    };
  };
}

function write<Given extends object, Row>(build: Build<Given, Row>, db: Db): CompiledQuery<Row> {
  return build(db.withPlugin(constantsWritten), (name) => sql`${new Place(name)}`).compile();
}

function writeOnce<Given extends object, Row>(
  build: Build<Given, Row>,
  onWritten: (query: CompiledQuery) => void = () => {},
): (db: Db, given: Given) => Promise<QueryResult<Row>> {
  const written = new Map<Engine, CompiledQuery<Row>>();
  return (db, given) => {
    const engine = engineOf(db);
    const query = written.get(engine) ?? write(build, db);
    // What stands between the program and the database must see each query being written.
    if (db.getExecutor().plugins.length === 0 && written.get(engine) !== query) {
      written.set(engine, query);
      keepStatement(query);
      onWritten(query);
    }
    const values = new Map<PropertyKey, unknown>(Object.entries(given));
    const parameters = query.parameters.map((value) =>
      value instanceof Place ? values.get(value.name) : value,
    );
    return db.executeQuery<Row>({ ...query, parameters });
  };
}
