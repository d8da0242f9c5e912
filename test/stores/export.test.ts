import type { KyselyPlugin } from 'kysely';
import { expect, it } from 'vitest';
import { listNames } from '../../src/features/decision/store-search.ts';
import { insertEvidence } from '../../src/features/evidence/store.ts';
import { gatherExport } from '../../src/features/export/gather.ts';
import { type Export, exportLimit, readExport } from '../../src/features/export/rules.ts';
import { listTeamIds, listWorkspaceIds, takeExportTurn } from '../../src/features/export/store.ts';
import { transact } from '../../src/platform/db/transact.ts';
import type { Reply } from '../../src/platform/slack/feature.ts';
import { readCsv } from '../harness/exported.ts';
import { describeStores } from './engines.ts';
import { type LogRoom, openLogRoom, wordsOf } from './export-room.ts';
import { later, openPair } from './fixture.ts';
import { publish, start, viewOf } from './writing-room.ts';

function contentOf(reply: Reply): string {
  if (reply.reply !== 'file') throw new Error(`no file: ${wordsOf(reply)}`);
  return reply.file.content;
}

function readJson(reply: Reply): Export {
  const taken = readExport(JSON.parse(contentOf(reply)));
  if (taken === undefined) throw new Error('not an export');
  return taken;
}

const titles = (taken: Export) =>
  taken.teams.flatMap((team) => team.decisions.map((decision) => decision.title));

describeStores('the turns of an export', (engine) => {
  it('are ten a minute for each person, and old ones are forgotten (B-80)', async () => {
    const { db, newId } = await openPair(engine);
    const ask = (userId: string, at: Date, workspaceId = 'T1') =>
      transact(db, (tx) => takeExportTurn(tx, newId, { workspaceId, userId, at }));
    for (let time = 0; time < exportLimit.times; time += 1)
      expect(await ask('U1', start)).toBe(true);
    expect(await ask('U1', start)).toBe(false);
    expect(await ask('U2', start)).toBe(true);
    expect(await ask('U1', start, 'T2')).toBe(true);
    expect(await ask('U1', later(1))).toBe(true);
    expect(await ask('U1', later(120))).toBe(true);
    const rows = await db.selectFrom('export_request').select('workspace_id').execute();
    expect(rows.map((row) => row.workspace_id).toSorted()).toEqual(['T1', 'T2']);
  });

  it('and what the operator may take out is every team of a workspace', async () => {
    const { db } = await openPair(engine);
    expect(await listWorkspaceIds(db)).toEqual(['T1', 'T2']);
    expect(await listTeamIds(db, 'T2')).toEqual(['tm_2']);
  });
});

describeStores('/onepager export', (engine) => {
  async function openFilled(): Promise<LogRoom> {
    const room = await openLogRoom(engine);
    await publish(room.room);
    await room.log();
    await room.log({ title: 'Secret plan', teamId: 'tm_2' });
    return room;
  }

  it('sends everything that the person may read, and nothing of a closed team', async () => {
    const room = await openFilled();
    const taken = readJson(await room.run('UBEN', 'export json'));
    expect(taken.teams.map((team) => team.name)).toEqual(['growth']);
    expect(titles(taken)).toEqual(['Action X first', 'Read-through cache']);
    expect(taken.teams[0]?.onepagers.map(({ number, state }) => [number, state])).toEqual([
      [1, 'running'],
    ]);
    expect(taken.teams[0]?.deviations).toHaveLength(1);
    expect(taken.people).toEqual({ UANA: 'UANA' });
    expect(titles(readJson(await room.run('UANA', 'export json')))).toContain('Secret plan');
    for (const userId of ['UOUT', 'UGUS']) {
      expect(wordsOf(await room.run(userId, 'export json'))).not.toContain('Secret plan');
    }
    expect(wordsOf(await room.run('UEVE', 'export json'))).toContain('people of this organisation');
    expect(wordsOf(await room.run('UNEVER', 'export csv'))).toContain(
      'people of this organisation',
    );
  });

  it('says in the note how much it is, and is a table or records as asked', async () => {
    const room = await openFilled();
    const csv = await room.run('UBEN', 'export csv');
    expect(csv).toMatchObject({
      reply: 'file',
      file: {
        name: 'barbell-decisions-2026-11-21.csv',
        note: expect.stringContaining('2 decisions of <#CGROWTH>, a table'),
      },
      missingScope: expect.stringContaining('barbell export'),
    });
    const [head = [], ...rows] = readCsv(contentOf(csv));
    const isEntry = (row: string[]) => row[head.indexOf('record')] === 'decision';
    expect(rows.filter(isEntry).map((row) => row[head.indexOf('title')])).toEqual([
      'Action X first',
      'Read-through cache',
    ]);
    expect(rows[1]?.[head.indexOf('because')]).toBe("'=1+1");
    const markdown = contentOf(await room.run('UBEN', 'export md'));
    expect(markdown).toContain('### \\#3 Stop: Read\\-through cache');
  });

  it('takes only what a search finds, with the one-pagers that this is about', async () => {
    const room = await openFilled();
    const taken = readJson(await room.run('UANA', 'export json stopped'));
    expect(titles(taken)).toEqual(['Read-through cache', 'Secret plan']);
    expect(taken.about).toBe('stopped');
    expect(taken.teams[0]?.onepagers).toEqual([]);
    expect(taken.teams[0]?.deviations).toEqual([]);
    expect(wordsOf(await room.run('UANA', 'export csv quux'))).toContain('nothing in the log fits');
    expect(wordsOf(await room.run('UANA', 'export csv since 1/11'))).toContain('which day');
  });

  it('asks what and in which form, from the command or under a list', async () => {
    const room = await openFilled();
    const asked = viewOf(await room.run('UANA', 'export'));
    expect(JSON.stringify(asked.blocks)).not.toContain('Found by');
    const listed = wordsOf(await room.run('UANA', 'decisions stopped'));
    const state = /"action_id":"export.open","value":("(?:[^"\\]|\\.)*")/.exec(listed)?.[1];
    const form = viewOf(await room.press('UANA', 'export.open', JSON.parse(state ?? '""')));
    expect(JSON.stringify(form.blocks)).toContain('Found by: stopped');
    const found = await room.submit('UANA', form, { scope: 'found', format: 'json' });
    expect(titles(readJson(found))).toEqual(['Read-through cache', 'Secret plan']);
    const all = await room.submit('UANA', form, { scope: 'all', format: 'json' });
    expect(titles(readJson(all))).toHaveLength(3);
    expect(wordsOf(await room.press('UANA', 'export.open', 'x'))).toContain('lost the place');
    expect(wordsOf(await room.submit('UANA', form, {}))).toContain('lost the place');
  });

  it('sends one file however often Slack delivers the wish, and stops at ten a minute', async () => {
    const room = await openFilled();
    expect(await room.run('UANA', 'export csv', { key: 'same' })).toMatchObject({ reply: 'file' });
    expect(await room.run('UANA', 'export csv', { key: 'same' })).toEqual({ reply: 'done' });
    for (let time = 1; time < exportLimit.times; time += 1) await room.run('UANA', 'export csv');
    expect(wordsOf(await room.run('UANA', 'export csv'))).toContain('Wait a minute');
    const now = new Date(start.getTime() + exportLimit.withinMs);
    expect(await room.run('UANA', 'export csv', { now })).toMatchObject({ reply: 'file' });
  });

  it('says so when there is nothing', async () => {
    const room = await openLogRoom(engine);
    expect(wordsOf(await room.run('UANA', 'export csv'))).toContain('nothing to export');
  });
});

describeStores('an export', (engine) => {
  it('holds what travels with a decision: corrections, what was known then, and numbers', async () => {
    const room = await openLogRoom(engine);
    await publish(room.room);
    const row = await room.db.selectFrom('onepager').select('id').executeTakeFirstOrThrow();
    const keep = (ts: string, at: Date) =>
      transact(room.db, (tx) =>
        insertEvidence(tx, room.deps.newId, {
          ...{ workspaceId: 'T1', teamId: 'tm_1', onepagerId: row.id, channelId: 'C1', ts, at },
          ...{ permalink: `https://x.slack.com/p${ts}`, why: `seen ${ts}`, byUserId: 'UBEN' },
        }),
      );
    await keep('1', later(1));
    const first = await room.log({ onepagerId: row.id, at: later(2) });
    await keep('2', later(3));
    await room.log({ kind: 'other', supersedesId: first.id, title: 'It was not the cache' });
    const taken = readJson(await room.run('UBEN', 'export json'));
    const [, stopped, correction] = taken.teams[0]?.decisions ?? [];
    expect(stopped).toMatchObject({ onepagerNumber: 1, supersededByNumber: 4 });
    expect(stopped?.evidence.map(({ why }) => why)).toEqual(['seen 1']);
    expect(correction).toMatchObject({ supersedesNumber: 3, title: 'It was not the cache' });
    expect(taken.teams[0]?.onepagers[0]?.evidence).toHaveLength(2);
    const found = readJson(await room.run('UBEN', 'export json "not the cache"'));
    expect(found.teams[0]?.decisions[0]?.supersedesNumber).toBe(3);
  });

  it('is of one moment, while others write', async () => {
    const room = await openLogRoom(engine);
    const { db } = room;
    const people = await listNames(db, 'T1');
    expect(people.length).toBeGreaterThan(0);
    await room.log();
    const scope = { workspaceId: 'T1', teams: [room.team], about: '' };
    const writing = Array.from({ length: 5 }, (_, index) => room.log({ title: `new ${index}` }));
    const reading = Array.from({ length: 5 }, () =>
      transact(db, (tx) => gatherExport(tx, scope, start)),
    );
    await Promise.all(writing);
    for (const taken of await Promise.all(reading)) {
      const numbers = taken.teams.flatMap((team) => team.decisions.map(({ number }) => number));
      // No hole: whatever was written before the last entry that it holds is in it too.
      expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    }
  });

  it.skipIf(engine.engine === 'sqlite')(
    'is what it was when it began, also where somebody writes between two of its questions (B-79)',
    async () => {
      const room = await openLogRoom(engine);
      await room.log();
      const scope = { workspaceId: 'T1', teams: [room.team], about: '' };
      const before = await transact(room.db, (tx) => gatherExport(tx, scope, start));
      let answers = 0;
      let begin = (): void => {};
      let goOn = (): void => {};
      const hasBegun = new Promise<void>((resolve) => {
        begin = resolve;
      });
      const isWritten = new Promise<void>((resolve) => {
        goOn = resolve;
      });
      const slowly: KyselyPlugin = {
        transformQuery: ({ node }) => node,
        transformResult: async ({ result }) => {
          answers += 1;
          if (answers === 2) {
            begin();
            await isWritten;
          }
          return result;
        },
      };
      const reading = transact(room.db, (tx) => gatherExport(tx.withPlugin(slowly), scope, start));
      await hasBegun;
      await room.log({ title: 'Written meanwhile' });
      goOn();
      expect(await reading).toEqual(before);
      expect(answers).toBeGreaterThan(4);
    },
  );
});
