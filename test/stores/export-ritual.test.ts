import { expect, it } from 'vitest';
import { clearAlarm, dismissAlarm, insertAlarm } from '../../src/features/alarm/store.ts';
import { gatherExport } from '../../src/features/export/gather.ts';
import { type Export, readExport } from '../../src/features/export/rules.ts';
import { insertDefault, proveDefault } from '../../src/features/floor/store.ts';
import { emptyTyped, type Visibility } from '../../src/features/hat/rules.ts';
import { keepTyped, saveCase } from '../../src/features/hat/store.ts';
import { listOnePagers } from '../../src/features/onepager/store.ts';
import { insertException } from '../../src/features/onepager/store-exception.ts';
import { insertFreeze } from '../../src/features/onepager/store-freeze.ts';
import { listAndons, saveAnswer, saveHiding } from '../../src/features/raised/store.ts';
import { raiseAndon } from '../../src/features/raised/store-public.ts';
import { transact } from '../../src/platform/db/transact.ts';
import type { Reply } from '../../src/platform/slack/feature.ts';
import { readCsv } from '../harness/exported.ts';
import { describeStores } from './engines.ts';
import { type LogRoom, openLogRoom, wordsOf } from './export-room.ts';
import { later } from './fixture.ts';
import { publish, start } from './writing-room.ts';

const canary = 'CANARY';
const doubt = { about: 'direction', assumption: '', reason: 'evidence', pause: 'nothing' } as const;

function contentOf(reply: Reply): string {
  if (reply.reply !== 'file') throw new Error(`no file: ${wordsOf(reply)}`);
  return reply.file.content;
}

async function readJson(room: LogRoom, userId: string): Promise<Export> {
  const taken = readExport(JSON.parse(contentOf(await room.run(userId, 'export json'))));
  if (taken === undefined) throw new Error('not an export');
  return taken;
}

async function keepCase(room: LogRoom, id: number, visibility: Visibility, context: string) {
  const whom = { workspaceId: 'T1', teamId: 'tm_1', authorId: 'UANA' } as const;
  const readerIds = visibility === 'people' ? ['UBEN'] : [];
  const typed = { ...emptyTyped, context, turns: 'it goes on', visibility, readerIds };
  await transact(room.db, (tx) => saveCase(tx, { ...whom, id: `ht_${id}`, typed }, start));
}

/** A team with something of each kind, and the same of #secret, where only Ana is, with the canary in it. */
async function openRitual(room: LogRoom): Promise<void> {
  await publish(room.room);
  const [onepager] = await listOnePagers(room.db, 'tm_1');
  const onepagerId = onepager?.id ?? 'op_none';
  const entry = await room.log({ texts: { because: 'two releases were on holiday' } });
  const { newId } = room.deps;
  const fired = { kind: 'nothing-dared', subject: '', sinceAt: start, evidence: [] } as const;
  await transact(room.db, async (tx) => {
    for (const [teamId, mark] of [
      ['tm_1', ''],
      ['tm_2', canary],
    ] as const) {
      const of = { workspaceId: 'T1', teamId } as const;
      const line = await insertDefault(tx, newId, {
        ...{ ...of, area: 'Onboarding', statement: `Start from a sample ${mark}`, segment: 'S' },
        ...{ sinceAt: start, isCandidate: true, why: `they stalled ${mark}`, decisionId: entry.id },
        harm: `five people lost a draft ${mark}`,
      });
      const proof = { workspaceId: 'T1', id: line.id, at: later(9), decisionId: entry.id };
      await proveDefault(tx, { ...proof, why: `it held ${mark}`, statement: `A sample ${mark}` });
      const told = { ...fired, ...of, firedAt: later(1), told: 'message' as const };
      const one = await insertAlarm(tx, newId, { ...told, facts: 'one' });
      const two = await insertAlarm(tx, newId, { ...told, facts: 'two', told: 'line' });
      if (one === undefined || two === undefined) throw new Error('no alarm');
      await dismissAlarm(tx, one.id, { at: later(2), decisionId: entry.id });
      await clearAlarm(tx, two.id, later(3));
      const concern = { ...doubt, words: `calls say <otherwise> ${mark}` };
      await raiseAndon(tx, newId, { ...of, concern, at: later(7) });
    }
    const about = { workspaceId: 'T1', teamId: 'tm_1', onepagerId, byUserId: 'UBEN' } as const;
    const stopped = { id: newId('fz'), at: later(4), reviewAt: later(60), minutes: 30 };
    await insertFreeze(tx, { ...about, ...stopped, reason: 'errors rose' });
    await insertException(tx, {
      ...{ ...about, id: newId('gx'), indicator: 'errors', reason: 'a known import' },
      ...{ untilOn: '2026-11-30', at: later(5), renewal: 0 },
    });
  });
  await room.log({ title: canary, teamId: 'tm_2' });
}

describeStores('an export of the ritual', (engine) => {
  it('holds how the floor came to be, alarms, freezes, exceptions and deviations, in each form', async () => {
    const room = await openLogRoom(engine);
    await openRitual(room);
    const [team] = (await readJson(room, 'UBEN')).teams;
    expect(team?.floorLog).toEqual([
      {
        ...{ what: 'candidate', at: start.toISOString(), area: 'Onboarding', segment: 'S' },
        ...{ statement: 'A sample ', why: 'they stalled ', harm: 'five people lost a draft ' },
        ...{ state: 'default', decisionNumber: 3, byUserId: 'UANA' },
      },
      expect.objectContaining({ what: 'default', why: 'it held ', was: 'Start from a sample ' }),
    ]);
    expect(team?.alarms).toHaveLength(2);
    expect(team?.alarms).toEqual(
      expect.arrayContaining([
        {
          ...{ kind: 'nothing-dared', told: 'message', since: start.toISOString() },
          ...{ firedAt: later(1).toISOString(), dismissedAt: later(2).toISOString() },
          ...{ dismissedBecause: 'two releases were on holiday', decisionNumber: 3 },
        },
        expect.objectContaining({ told: 'line', clearedAt: later(3).toISOString() }),
      ]),
    );
    expect(team?.freezes).toMatchObject([{ reason: 'errors rose', onepagerNumber: 1 }]);
    expect(team?.exceptions).toMatchObject([{ untilOn: '2026-11-30', onepagerNumber: 1 }]);
    const [head = [], ...rows] = readCsv(contentOf(await room.run('UBEN', 'export csv')));
    const cell = (row: string[], name: string) => row[head.indexOf(name)] ?? '';
    const kinds = rows.map((row) => cell(row, 'record'));
    expect(kinds).toEqual([
      ...['decision', 'decision', 'deviation', 'floor', 'floor'],
      ...['alarm', 'alarm', 'freeze', 'exception', 'andon'],
    ]);
    const alarms = rows.filter((row) => cell(row, 'record') === 'alarm');
    expect(alarms.map((row) => cell(row, 'because'))).toContain('two releases were on holiday');
    const markdown = contentOf(await room.run('UBEN', 'export md'));
    for (const words of ['### Changes of the floor', 'five people lost a draft', '### Freezes']) {
      expect(markdown).toContain(words);
    }
  });

  it('holds of an andon its words, its week and its state, and nobody, no instant, no id', async () => {
    const room = await openLogRoom(engine);
    await openRitual(room);
    const [raised] = await listAndons(room.db, 'tm_1');
    const andon = raised ?? expect.fail();
    const exported = async () => (await readJson(room, 'UBEN')).teams[0]?.andons;
    const plain = {
      ...{ weekOn: '2026-11-16', about: 'Our direction', state: 'open' },
      ...{ doubt: 'I have seen evidence against it', words: 'calls say <otherwise> ' },
    };
    expect(await exported()).toEqual([plain]);
    const answer = { kind: 'tested', words: 'We looked.', byUserId: 'UANA', at: later(8) } as const;
    await transact(room.db, (tx) => saveAnswer(tx, andon, answer));
    const answered = { ...plain, state: 'answered', answer: 'Tested: We looked.' };
    expect(await exported()).toEqual([answered]);
    for (const format of ['csv', 'md']) {
      const file = contentOf(await room.run('UBEN', `export ${format}`));
      const from = file.indexOf('Our direction');
      const part = file.slice(from, file.indexOf('We looked', from)).replaceAll('\\-', '-');
      expect(part).toMatch(/2026-11-16.*otherwise.*answered.*Tested/s);
      expect(part).not.toMatch(/UANA|Ana|an_|2026-11-16T|:\d\d:/);
    }
    await transact(room.db, (tx) => saveHiding(tx, andon, { askedBy: 'UBEN', isHidden: true }));
    expect(await exported()).toEqual([{ ...answered, words: '' }]);
  });

  it('holds nothing of a team that the person may not read, in no form', async () => {
    const room = await openLogRoom(engine);
    await openRitual(room);
    for (const format of ['json', 'csv', 'md']) {
      expect(contentOf(await room.run('UBEN', `export ${format}`))).not.toContain(canary);
      expect(contentOf(await room.run('UGUS', `export ${format}`))).not.toContain(canary);
      expect(contentOf(await room.run('UANA', `export ${format}`))).toContain(canary);
    }
    expect(contentOf(await room.run('UBEN', 'export json stopped'))).not.toContain('errors rose');
  });

  it('holds an anthropologist’s case only for those whom its author lets read it', async () => {
    const room = await openLogRoom(engine);
    await room.log();
    await keepCase(room, 1, 'me', 'only mine');
    await keepCase(room, 2, 'people', 'for Ben');
    await keepCase(room, 3, 'team', 'for the team');
    const whom = { id: 'ht_4', workspaceId: 'T1', teamId: 'tm_1', authorId: 'UANA' } as const;
    const typed = { ...emptyTyped, context: 'half typed', visibility: 'team' as const };
    await transact(room.db, (tx) => keepTyped(tx, { ...whom, typed }, start));
    const casesOf = async (userId: string) =>
      (await readJson(room, userId)).teams.flatMap(({ cases = [] }) =>
        cases.map(({ context }) => context),
      );
    expect((await casesOf('UANA')).toSorted()).toEqual(['for Ben', 'for the team', 'only mine']);
    expect((await casesOf('UBEN')).toSorted()).toEqual(['for Ben', 'for the team']);
    expect(await casesOf('UGUS')).toEqual([]);
    const csv = contentOf(await room.run('UBEN', 'export csv'));
    expect(csv).toContain('for Ben');
    expect(csv).not.toContain('only mine');
    const scope = { workspaceId: 'T1', teams: [room.team], about: '' };
    const operators = await transact(room.db, (tx) => gatherExport(tx, scope, start));
    expect(operators.teams[0]?.cases).toEqual([]);
  });
});
