/** What a piece of work asked of the database, and how far the database had come when it began. */
export interface Look {
  words: ReadonlySet<string>;
  since: number;
}

interface Statement {
  /** Every word of the text: the tables that it reads are among them. */
  words: readonly string[];
  /** The tables that it writes; undefined for a text that may change anything. */
  writes: readonly string[] | undefined;
}

/** More than the program has different statements; a search with many words makes new ones. */
const maxStatements = 1_000;

const statements = new Map<string, Statement>();

/**
 * Notes which tables are written, so that whoever has looked at some of them knows whether another look could find anything
 * else. Errs on the side of *changed*: what a text may read is every word in it, all that is read while somebody looks counts
 * as theirs, and a write that is taken back counts. It sees what one connection does; `readVersion` tells it when another one
 * has written. (performance.md IDLE)
 */
export class Changes {
  private now = 0;
  private allAt = 0;
  private readonly writtenAt = new Map<string, number>();
  private readonly looking = new Set<Set<string>>();
  private readonly readVersion: () => number;
  private version: number | undefined;

  constructor(readVersion: () => number) {
    this.readVersion = readVersion;
  }

  /** A statement is about to run. */
  note(text: string): void {
    const { words, writes } = parse(text);
    for (const looked of this.looking) for (const word of words) looked.add(word);
    if (writes === undefined) this.forget();
    else if (writes.length > 0) {
      this.now += 1;
      for (const table of writes) this.writtenAt.set(table, this.now);
    }
  }

  /** Everything may have changed. */
  forget(): void {
    this.now += 1;
    this.allAt = this.now;
  }

  /** Does the work, and answers what it looked at beside its result. */
  async watch<Result>(work: () => Promise<Result>): Promise<{ result: Result; look: Look }> {
    const words = new Set<string>();
    // Another connection may write before anybody has asked for the first time.
    this.askOutside();
    const since = this.now;
    this.looking.add(words);
    try {
      return { result: await work(), look: { words, since } };
    } finally {
      this.looking.delete(words);
    }
  }

  /** Whether the same work could find anything else now. */
  hasChanged({ words, since }: Look): boolean {
    this.askOutside();
    if (this.now === since) return false;
    if (this.allAt > since) return true;
    for (const [table, at] of this.writtenAt) if (at > since && words.has(table)) return true;
    return false;
  }

  /** An operator's tool writes to the same file by a connection of its own. */
  private askOutside(): void {
    const version = this.readVersion();
    if (this.version !== undefined && this.version !== version) this.forget();
    this.version = version;
  }
}

function parse(text: string): Statement {
  const known = statements.get(text);
  if (known !== undefined) return known;
  if (statements.size >= maxStatements) statements.clear();
  const lower = text.toLowerCase();
  const words = [...new Set(lower.match(/[a-z_][a-z0-9_]*/g) ?? [])];
  const statement = { words, writes: listWrites(lower) };
  statements.set(text, statement);
  return statement;
}

const harmless =
  /^\s*(select|with|insert|update|delete|replace|begin|commit|rollback|savepoint|release|pragma)\b/;
const writing =
  /\b(?:insert\s+(?:or\s+\w+\s+)?into|replace\s+into|update|delete\s+from)\s+"?([a-z_][a-z0-9_]*)/g;

function listWrites(text: string): readonly string[] | undefined {
  if (!harmless.test(text)) return undefined;
  return [...text.matchAll(writing)].flatMap(([, table]) => table ?? []);
}
