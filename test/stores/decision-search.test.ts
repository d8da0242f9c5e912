import { expect, it } from 'vitest';
import type { DecisionDraft } from '../../src/features/decision/rules.ts';
import {
  listNames,
  type SearchQuestion,
  searchDecisions,
} from '../../src/features/decision/store-search.ts';
import type { TeamId } from '../../src/lib/ids.ts';
import type { Db } from '../../src/platform/db/open.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { describeStores } from './engines.ts';
import { makeOnePager, writeOnePagers } from './fixture.ts';
import { append, openLog } from './log-room.ts';

async function search(db: Db, words: string[], teamIds: TeamId[] = ['tm_1', 'tm_2']) {
  const found = await searchDecisions(db, { workspaceId: 'T1', teamIds, words, limit: 50 });
  return found.decisions;
}

describeStores('searching the log', (engine) => {
  const titles = (entries: readonly { title: string }[]) => entries.map(({ title }) => title);

  it('finds entries with all words, by their beginnings, in any case and accent', async () => {
    const db = await openLog(engine);
    await append(db, { title: 'Ångström cache', texts: {} });
    await append(db, { title: 'Cache of queries', texts: { because: 'angst about load' } });
    await append(db, { title: 'Outreach', texts: {} });
    expect(titles(await search(db, ['ANGST', 'cach'])).toSorted()).toEqual([
      'Cache of queries',
      'Ångström cache',
    ]);
    expect(titles(await search(db, ['outreach']))).toEqual(['Outreach']);
    expect(await search(db, ['outreach', 'cache'])).toEqual([]);
    expect(titles(await search(db, ['3']))).toEqual(['Outreach']);
  });

  it('takes every sign of a query language as text', async () => {
    const db = await openLog(engine);
    await append(db, { title: 'plain', texts: {} });
    for (const word of [
      '"',
      '*',
      'a" OR "b',
      "'; drop table decision; --",
      '!',
      '&',
      '\\',
      ':*',
      'NOT',
    ]) {
      expect(titles(await search(db, [word, 'zzz']))).toEqual([]);
    }
    expect(await search(db, ['plain', '"*'])).toHaveLength(1);
  });

  it('shows only the teams that were named, and nothing without one', async () => {
    const db = await openLog(engine);
    await append(db, { title: 'ours' });
    await append(db, { title: 'theirs', teamId: 'tm_2' });
    expect(titles(await search(db, [], ['tm_1']))).toEqual(['ours']);
    expect(titles(await search(db, ['theirs'], ['tm_1']))).toEqual([]);
    expect(await search(db, [], [])).toEqual([]);
  });

  it('gives the best match first, then the newest', async () => {
    const db = await openLog(engine);
    const at = (day: string) => new Date(`2026-12-${day}T10:00:00.000Z`);
    await append(db, { title: 'cache cache cache', texts: {}, at: at('01') });
    await append(db, { title: 'cache one two', texts: {}, at: at('03') });
    await append(db, { title: 'cache six ten', texts: {}, at: at('04') });
    expect(titles(await search(db, ['cache']))).toEqual([
      'cache cache cache',
      'cache six ten',
      'cache one two',
    ]);
    expect(titles(await search(db, []))).toEqual([
      'cache six ten',
      'cache one two',
      'cache cache cache',
    ]);
  });

  it('turns pages without losing or repeating an entry while others are written', async () => {
    const db = await openLog(engine);
    for (let index = 1; index <= 7; index += 1) await append(db, { title: `cache ${index}` });
    const seen: number[] = [];
    const question = { workspaceId: 'T1', teamIds: ['tm_1' as const], words: ['cache'], limit: 3 };
    let page = await searchDecisions(db, question);
    for (;;) {
      seen.push(...page.decisions.map(({ number }) => number));
      if (page.next === undefined) break;
      await append(db, { title: 'cache, written in between' });
      page = await searchDecisions(db, { ...question, after: page.next });
    }
    expect(seen.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('finds words in scripts without spaces', async () => {
    const db = await openLog(engine);
    await append(db, { title: '週次の決定記録', texts: {} });
    await append(db, { title: 'हिन्दी में निर्णय', texts: {} });
    expect(titles(await search(db, ['決定']))).toEqual(['週次の決定記録']);
    expect(titles(await search(db, ['निर्णय']))).toEqual(['हिन्दी में निर्णय']);
  });
});

/** The titles that a question finds in T1, in their order. */
async function titlesOf(db: Db, question: Partial<SearchQuestion>): Promise<string[]> {
  const teamIds: TeamId[] = ['tm_1', 'tm_2'];
  const asked = { workspaceId: 'T1', teamIds, words: [], limit: 50, ...question };
  return (await searchDecisions(db, asked)).decisions.map(({ title }) => title);
}

describeStores('searching by more than words', (engine) => {
  async function openWith(...entries: (Partial<DecisionDraft> & { title: string })[]): Promise<Db> {
    const db = await openLog(engine);
    for (const entry of entries)
      await append(db, { texts: {}, isAgainstMajority: false, ...entry });
    return db;
  }
  const at = (day: string) => new Date(`2026-12-${day}T10:00:00.000Z`);

  it('by what became of it, any of several', async () => {
    const db = await openWith(
      { title: 'a', kind: 'stop' },
      { title: 'b', kind: 'promote' },
      { title: 'c', kind: 'continue' },
    );
    expect(await titlesOf(db, { kinds: ['stop', 'promote'] })).toEqual(['b', 'a']);
    expect(await titlesOf(db, { kinds: ['change'] })).toEqual([]);
    expect(await titlesOf(db, { kinds: [] })).toEqual(['c', 'b', 'a']);
  });

  it('by who decided it or owns its one-pager, of this workspace alone', async () => {
    const db = await openLog(engine);
    await writeOnePagers(db, makeOnePager({ ownerId: 'UOWNER' }));
    await append(db, { title: 'owned', onepagerId: 'op_1', decidedByUserId: 'U2' });
    await append(db, { title: 'decided', decidedByUserId: 'UOWNER' });
    await append(db, { title: 'neither', decidedByUserId: 'U2' });
    const there = { workspaceId: 'T2', teamId: 'tm_3' as const, decidedByUserId: 'UOWNER' };
    await append(db, { title: 'elsewhere', ...there });
    expect(await titlesOf(db, { userIds: ['UOWNER'] })).toEqual(['decided', 'owned']);
    expect(await titlesOf(db, { userIds: ['U2'] })).toEqual(['neither', 'owned']);
    expect(await titlesOf(db, { userIds: ['UNOBODY'] })).toEqual([]);
  });

  it('by days, from an instant, included, to another, excluded', async () => {
    const db = await openWith(
      { title: '1', at: at('01') },
      { title: '2', at: at('02') },
      { title: '3', at: at('03') },
    );
    expect(await titlesOf(db, { from: at('02') })).toEqual(['3', '2']);
    expect(await titlesOf(db, { to: at('02') })).toEqual(['1']);
    expect(await titlesOf(db, { from: at('02'), to: at('03') })).toEqual(['2']);
  });

  it('by a day to look again that has come, unless a later entry corrects it', async () => {
    const db = await openWith(
      { title: 'past', revisitOn: '2026-11-30' },
      { title: 'today', revisitOn: '2026-12-01' },
      { title: 'later', revisitOn: '2026-12-02' },
    );
    const corrected = await append(db, { title: 'corrected', revisitOn: '2026-11-01' });
    const { revisitOn: _none, ...rest } = corrected;
    await append(db, {
      ...{ workspaceId: rest.workspaceId, teamId: rest.teamId, kind: 'other', texts: {} },
      ...{ title: 'the correction', revisitOn: '2027-01-01', supersedesId: corrected.id },
    });
    expect(await titlesOf(db, { dueOn: '2026-12-01' })).toEqual(['today', 'past']);
  });

  it('by having gone against the rule or the majority', async () => {
    const db = await openWith(
      { title: 'rule', isAgainstRule: true },
      { title: 'majority', isAgainstMajority: true },
      { title: 'with both' },
    );
    expect(await titlesOf(db, { isAgainstRule: true })).toEqual(['rule']);
    expect(await titlesOf(db, { isAgainstMajority: true })).toEqual(['majority']);
  });

  it('by everything at once, with words and pages', async () => {
    const db = await openLog(engine);
    for (let index = 1; index <= 5; index += 1) {
      await append(db, { title: `cache ${index}`, at: at(`0${index}`), isAgainstRule: true });
      await append(db, { title: `cache not ${index}`, at: at(`0${index}`), kind: 'continue' });
    }
    const question = {
      ...{
        workspaceId: 'T1',
        teamIds: ['tm_1' as const],
        words: ['cac'],
        kinds: ['stop' as const],
      },
      ...{ userIds: ['U1'], from: at('02'), isAgainstRule: true, dueOn: '2027-03-01', limit: 3 },
    };
    const first = await searchDecisions(db, question);
    expect(first.decisions.map(({ title }) => title)).toEqual(['cache 5', 'cache 4', 'cache 3']);
    const { next } = first;
    const second = await searchDecisions(db, { ...question, ...(next && { after: next }) });
    expect(second.decisions.map(({ title }) => title)).toEqual(['cache 2']);
    expect(second.next).toBeUndefined();
  });

  it('never by the address of the message that an entry was logged from', async () => {
    const db = await openWith({
      ...{ title: 'a', texts: { source: 'https://northwind.slack.com/archives/C1/p1' } },
    });
    expect(await titlesOf(db, { words: ['northwind'] })).toEqual([]);
  });
});

describeStores('the names that a search may use', (engine) => {
  it('are those of the people of the workspace, bots left out', async () => {
    const db = await openLog(engine);
    const row = (userId: string, name: string, over: object = {}) => ({
      ...{ workspace_id: 'T1', user_id: userId, name, zone: 'UTC', is_guest: 0, is_bot: 0 },
      ...{ is_deleted: 0, is_external: 0, refreshed_at: '2026-12-01T10:00:00.000Z', ...over },
    });
    await transact(db, (tx) =>
      tx
        .insertInto('person')
        .values([
          row('U1', 'Ana'),
          row('U2', 'Left', { is_deleted: 1 }),
          row('U3', 'Bot', { is_bot: 1 }),
          row('U4', 'Far', { workspace_id: 'T2' }),
        ])
        .execute(),
    );
    const names = await listNames(db, 'T1');
    expect(names.toSorted((one, other) => (one.userId < other.userId ? -1 : 1))).toEqual([
      { userId: 'U1', name: 'Ana' },
      { userId: 'U2', name: 'Left' },
    ]);
  });
});
