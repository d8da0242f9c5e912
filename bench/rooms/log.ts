import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import SqliteFile, { type Database as SqliteDatabase } from 'better-sqlite3';
import { toWords } from '../../src/features/decision/search-rules.ts';
import { type FactColumns, writeFacts } from '../../src/features/decision/store-row.ts';
import { digestText, firstPreviousHash, hashLink } from '../../src/platform/db/chain.ts';
import { migrate } from '../../src/platform/db/migrate.ts';
import { openDatabase } from '../../src/platform/db/open.ts';
import { miniTeamId } from '../../test/protocol/mini-slack.ts';
import { beginFixture, make } from '../measure/fixtures.ts';
import { longCache } from '../places.ts';
import { refreshPeople, reviewNow, writeVoters } from './voters.ts';

/** Few enough that each team's own part of the log grows with the whole: a twentieth of it. */
const logCrowd = { teams: 20, cards: 3, people: 8 };

const firstAt = Date.UTC(2006, 0, 2, 9);
const lastAt = Date.UTC(2026, 10, 20, 9);
/** The last twelve weeks are the same in every log, two entries a team a week: what grows is the past, not what is told of a week. */
const newest = { decisions: 480, fromAt: lastAt - 12 * 7 * 24 * 60 * 60_000 };
/** How seldom an entry of the past corrects the one before of its team, and how seldom it is to be looked at again; it was. */
const seldom = { corrects: 50, looksAgain: 20 };

/**
 * A workspace whose log holds so many decisions of the last twenty years, spread over its teams, and whose reviews have just
 * opened. The entries are bulk rows, hashed as the program hashes them, so that `barbell verify` finds them whole. Made once.
 */
async function keepLog(decisions: number): Promise<string> {
  const file = join(longCache, `log-${decisions}.db`);
  if (existsSync(file)) {
    const kept = await openDatabase(file);
    await migrate(kept);
    await kept.close();
    return file;
  }
  await make(`a log of ${decisions}`, () => makeLog(file, decisions));
  return file;
}

async function makeLog(file: string, decisions: number): Promise<void> {
  const unfinished = beginFixture(file);
  await writeVoters(unfinished, logCrowd);
  const database = new SqliteFile(unfinished);
  database.pragma('synchronous = OFF');
  // Its indexes are filled in no order: they must be in memory.
  database.pragma('cache_size = -1500000');
  database.transaction(() => writeLog(database, decisions))();
  // The program never counts its rows for the planner, so neither does this.
  database.pragma('wal_checkpoint(truncate)');
  database.close();
  renameSync(unfinished, file);
}

/** A copy of it, with everybody looked up in Slack when the reviews opened. */
export async function copyLog(decisions: number, copy: string): Promise<string> {
  copyFileSync(await keepLog(decisions), copy);
  const database = await openDatabase(copy);
  await refreshPeople(database.db, reviewNow);
  await database.close();
  return copy;
}

function writeLog(database: SqliteDatabase, decisions: number): void {
  const taken = database.prepare<[], number>('select next_number from workspace').pluck().get();
  const firstNumber = taken ?? 1;
  const insert = prepareInserts(database);
  const people = writePeople(database);
  let previousHash = firstPreviousHash;
  for (let index = 0; index < decisions; index += 1) {
    const columns = columnsAt(index, { decisions, firstNumber, people });
    const texts = textsAt(index, columns.id);
    const facts = writeFacts(columns, {
      texts: Object.fromEntries(texts.map((row) => [row.field, digestText(row.salt, row.text)])),
    });
    const hash = hashLink(previousHash, facts);
    insert.decision.run({ ...columns, facts, previous_hash: previousHash, hash });
    for (const text of texts) insert.text.run(text);
    const words = [
      String(columns.number),
      columns.kind,
      ...texts.flatMap(({ text }) => toWords(text)),
    ];
    insert.search.run(columns.id, miniTeamId, words.join(' '));
    if (columns.revisit_on !== null) insert.answer.run({ ...columns, answered_at: columns.at });
    previousHash = hash;
  }
  database.prepare('update workspace set next_number = ?').run(firstNumber + decisions);
}

function prepareInserts(database: SqliteDatabase) {
  const columns =
    'id workspace_id seq number team_id onepager_id review_id kind at decided_by_key is_against_rule is_against_majority revisit_on supersedes_id is_major facts previous_hash hash'.split(
      ' ',
    );
  const places = columns.map((column) => `@${column}`).join(', ');
  return {
    decision: database.prepare(`insert into decision (${columns.join(', ')}) values (${places})`),
    text: database.prepare(
      'insert into decision_text (decision_id, field, salt, text) values (@decision_id, @field, @salt, @text)',
    ),
    answer: database.prepare(
      "insert into revisit (decision_id, workspace_id, team_id, ask_on, answer, answered_by, answered_at) values (@id, @workspace_id, @team_id, @revisit_on, 'same', 'U0', @answered_at)",
    ),
    search: database.prepare(
      'insert into decision_search (decision_id, workspace_id, words) values (?, ?, ?)',
    ),
  };
}

/** Everybody's random key, as their first decision makes one. */
function writePeople(database: SqliteDatabase): string[] {
  const userIds = database
    .prepare<[], string>('select user_id from person order by user_id')
    .pluck()
    .all();
  const insert = database.prepare(
    'insert into person_key (workspace_id, key, user_id) values (?, ?, ?)',
  );
  return userIds.map((userId) => {
    const key = `pk_${textOf(userId)}`;
    insert.run(miniTeamId, key, userId);
    return key;
  });
}

function columnsAt(
  index: number,
  log: { decisions: number; firstNumber: number; people: readonly string[] },
): FactColumns {
  const team = index % logCrowd.teams;
  const past = Math.max(0, log.decisions - newest.decisions);
  const at =
    index < past
      ? firstAt + Math.floor(((newest.fromAt - firstAt) * index) / past)
      : newest.fromAt +
        Math.floor(((lastAt - newest.fromAt) * (index - past)) / (log.decisions - past));
  const day = new Date(at).toISOString().slice(0, 10);
  const turn = Math.floor(index / logCrowd.teams);
  const isPast = index < past;
  const corrects = isPast && turn % seldom.corrects === 1;
  return {
    ...{ id: idAt(index), workspace_id: miniTeamId },
    ...{ seq: index + 1, number: log.firstNumber + index, team_id: `tm_${team}` },
    ...{ onepager_id: null, review_id: null, kind: index % 3 === 0 ? 'continue' : 'other' },
    at: new Date(at).toISOString(),
    decided_by_key: log.people[team * logCrowd.people + (index % logCrowd.people)] ?? '',
    ...{ is_against_rule: 0, is_against_majority: 0, is_major: 0 },
    revisit_on: isPast && turn % seldom.looksAgain === 2 ? day : null,
    supersedes_id: corrects ? idAt(index - logCrowd.teams) : null,
  };
}

function idAt(index: number): FactColumns['id'] {
  return `dec_${textOf(`decision ${index}`)}`;
}

const nouns = 'invoice signup export banner report search checklist reminder draft setting'.split(
  ' ',
);
const verbs = 'keep shorten move explain split rename pause repeat measure drop'.split(' ');

/** Words of which each stands in a part of the log that grows with it, and one that is nearly its own. */
function textsAt(index: number, id: FactColumns['id']) {
  const noun = nouns[index % 10] ?? '';
  const verb = verbs[Math.floor(index / 10) % 10] ?? '';
  const own = `case${String(Math.floor(index / 7)).padStart(6, '0')}`;
  const texts = {
    title: `We ${verb} the ${noun} for ${own}`,
    line: `Two asked for the ${noun}; we ${verb} it.`,
  };
  return Object.entries(texts).map(([field, text]) => ({
    ...{ decision_id: id, field, text, salt: `sl_${textOf(`${index} ${field}`)}` },
  }));
}

/** An id's text, the same in every run. */
function textOf(seed: string): string {
  return createHash('sha256').update(seed).digest('hex').slice(0, 24);
}
