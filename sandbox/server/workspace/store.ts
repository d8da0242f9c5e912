import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';

/** Documents by kind and id, written through at once. */
export interface Store {
  /** The caller knows the shape of what it put. */
  list<T>(kind: string): { id: string; body: T }[];
  put(kind: string, id: string, body: unknown): void;
  remove(kind: string, id: string): void;
  close(): void;
}

/** Keeps the workspace in a SQLite file; makes the folder where there is none. */
export function openFileStore(file: string): Store {
  mkdirSync(dirname(file), { recursive: true });
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.exec(
    'create table if not exists document (kind text, id text, body text, primary key (kind, id)) without rowid',
  );
  const read = db.prepare<[string], { id: string; body: string }>(
    'select id, body from document where kind = ? order by id',
  );
  const write = db.prepare('insert or replace into document (kind, id, body) values (?, ?, ?)');
  const drop = db.prepare('delete from document where kind = ? and id = ?');
  return {
    list: (kind) => read.all(kind).map((row) => ({ id: row.id, body: JSON.parse(row.body) })),
    put: (kind, id, body) => {
      write.run(kind, id, JSON.stringify(body));
    },
    remove: (kind, id) => {
      drop.run(kind, id);
    },
    close: () => {
      db.close();
    },
  };
}

/** Keeps nothing: the workspace lives as long as the process. */
export function openMemoryStore(): Store {
  return { list: () => [], put: () => {}, remove: () => {}, close: () => {} };
}
