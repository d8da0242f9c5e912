import { type Context, readContext, runWith } from './context.ts';

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

/** What knows of the changes of a database: what jobs rest by. */
export interface Watched {
  /** Asks whether anybody else has written since the last time; to be called before `hasChanged` is believed. */
  look(): Promise<void>;
  /** Does the work, and answers what it looked at beside its result. */
  watch<Result>(work: () => Promise<Result>): Promise<{ result: Result; look: Look }>;
  /** Does the work, and says of each question that it asks that it is about to be asked. */
  follow<Result>(work: () => Promise<Result>, onAsk: () => void): Promise<Result>;
  /** Whether the same work could find anything else, as far as was known at the last `look`. */
  hasChanged(look: Look): boolean;
}

/**
 * Notes which tables are written, so that whoever has looked at some of them knows whether another look could find anything
 * else. Errs on the side of *changed*: what a text may read is every word in it, and a write that is taken back counts. What is read
 * meanwhile by those who do not work for the one that looks is not theirs. It sees what this process does; `hasOthersWritten` tells it, when it is asked, whether
 * anybody else may have written since it was asked last; the first time it has nothing to compare with.
 * (performance.md IDLE; docs/decisions/0011-jobs-rest.md)
 */
export class Changes implements Watched {
  private now = 0;
  private allAt = 0;
  /** Each table once, last written last. */
  private readonly written: { table: string; at: number }[] = [];
  private readonly hasOthersWritten: () => Promise<boolean>;

  constructor(hasOthersWritten: () => Promise<boolean>) {
    this.hasOthersWritten = hasOthersWritten;
  }

  /** A statement is about to run, whose effect everybody else here sees at once. */
  note(text: string): void {
    this.noteWrites(this.noteReads(text));
  }

  /** A statement is about to run; answers the tables that it writes, undefined for everything. */
  noteReads(text: string): readonly string[] | undefined {
    const { words, writes } = parse(text);
    for (const { at, see } of readContext().looks ?? []) if (at === this) see(words);
    return writes;
  }

  /** These tables have been written, and everybody sees it; undefined for everything. */
  noteWrites(tables: readonly string[] | undefined): void {
    if (tables === undefined) this.forget();
    else if (tables.length > 0) {
      this.now += 1;
      for (const table of tables) this.putLast(table);
    }
  }

  private putLast(table: string): void {
    const known = this.written.findIndex((each) => each.table === table);
    if (known !== -1) this.written.splice(known, 1);
    this.written.push({ table, at: this.now });
  }

  /** Everything may have changed. */
  forget(): void {
    this.now += 1;
    this.allAt = this.now;
  }

  async look(): Promise<void> {
    const [asked] = await Promise.allSettled([this.hasOthersWritten()]);
    // Who cannot be asked may have seen anything.
    if (asked.status === 'rejected' || asked.value) this.forget();
  }

  async watch<Result>(work: () => Promise<Result>): Promise<{ result: Result; look: Look }> {
    const words = new Set<string>();
    const since = this.now;
    const result = await this.showTo((read) => {
      for (const word of read) words.add(word);
    }, work);
    return { result, look: { words, since } };
  }

  follow<Result>(work: () => Promise<Result>, onAsk: () => void): Promise<Result> {
    return this.showTo(onAsk, work);
  }

  private showTo<Result>(
    see: (words: readonly string[]) => void,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const looks: Context['looks'] = [...(readContext().looks ?? []), { at: this, see }];
    return runWith({ looks }, work);
  }

  hasChanged({ words, since }: Look): boolean {
    if (this.now === since) return false;
    if (this.allAt > since) return true;
    // From the end: what was written before that look says nothing.
    const last = this.written.findLast(({ table, at }) => at <= since || words.has(table));
    return last !== undefined && last.at > since;
  }
}

/** Whether a number differs from what it was when it was asked last; the first time it does. */
export function openVersion(read: () => number): () => Promise<boolean> {
  let known: number | undefined;
  return async () => {
    const version = read();
    const isOther = version !== known;
    known = version;
    return isOther;
  };
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
  /^\s*(select|with|start|insert|update|delete|replace|begin|commit|rollback|savepoint|release|pragma)\b/;
const writing =
  /\b(?:insert\s+(?:or\s+\w+\s+)?into|replace\s+into|update|delete\s+from)\s+"?([a-z_][a-z0-9_]*)/g;

function listWrites(text: string): readonly string[] | undefined {
  if (!harmless.test(text)) return undefined;
  return [...text.matchAll(writing)].flatMap(([, table]) => table ?? []);
}
