import { expect, it } from 'vitest';
import { listDecisions } from '../../src/features/decision/store.ts';
import { gatherExport } from '../../src/features/export/gather.ts';
import { writeMarkdown } from '../../src/features/export/message-markdown.ts';
import { findBetAt, findOnePagerByNumber } from '../../src/features/onepager/store.ts';
import { findStanding } from '../../src/features/team/store.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { readInitialValues } from '../harness/initial-values.ts';
import { findLimitBreaks } from '../harness/limits.ts';
import { describeStores } from './engines.ts';
import { openWritingRoom, publish, start, viewOf } from './writing-room.ts';

const later = new Date(start.getTime() + 3_600_000);

describeStores('sharpening a one-pager', (engine) => {
  async function enter() {
    const world = await openWritingRoom(engine);
    await publish(world);
    return world;
  }

  async function current({ db }: Pick<Awaited<ReturnType<typeof enter>>, 'db'>) {
    const onepager = await findOnePagerByNumber(db, 'T1', 1);
    if (onepager === undefined) throw new Error('no one-pager #1');
    return onepager;
  }

  async function sharpen(
    world: Awaited<ReturnType<typeof enter>>,
    userId: string,
    typed: Record<string, string>,
  ) {
    const { id } = await current(world);
    const view = viewOf(await world.press(userId, 'draft.sharpen', { value: id, now: later }));
    return world.submit(userId, view, typed, later);
  }

  it('keeps the whole rule: or, stop outright, in the card, the sentence and the log', async () => {
    const world = await enter();
    const reply = await sharpen(world, 'UANA', {
      orIf: '14-day activation >=33%',
      stopIf: 'must move <=20%',
      roughSignals: 'proxy',
      lens: 'product',
    });
    expect(JSON.stringify(viewOf(reply))).toContain('Stop outright if added: must move ≤20%');
    const { id, bet } = await current(world);
    expect(bet.signals.map(({ orIf, stopIf, isRough }) => [orIf, stopIf, isRough])).toEqual([
      [undefined, undefined, true],
      [
        [{ kind: 'threshold', operator: '>=', limit: { value: 33, unit: 'percent', suffix: '%' } }],
        [{ kind: 'threshold', operator: '<=', limit: { value: 20, unit: 'percent', suffix: '%' } }],
        undefined,
      ],
    ]);
    const card = await world.shown(`onepager:${id}`);
    expect(card).toContain('· stop outright if ≤20%');
    expect(card).toContain('*Or in place of all this:* continue if 14-day activation ≥33%');
    expect(card).toContain('a rough number');
    const full = JSON.stringify(await world.run('UANA', 'show 1'));
    expect(full).toContain(
      'Continue if (Action X in 24 h rises 10% AND 14-day activation rises 3 points) OR 14-day activation is at least 33%, judged 1 Dec. Otherwise change or stop. Stop outright, at any review, if 14-day activation is at most 20%.',
    );
    const amended = await listDecisions(world.db, { teamId: 'tm_1', kinds: ['amend'] });
    expect(amended).toHaveLength(1);
  });

  it('says at its field what is no clause, and keeps what else was typed', async () => {
    const world = await enter();
    const reply = await sharpen(world, 'UANA', { orIf: 'revenue +3%', stopIf: 'must move >=90%' });
    if (reply.reply !== 'fix') throw new Error(JSON.stringify(reply));
    expect(reply.errors.orIf).toContain('names none of the signals');
    expect(reply.errors.stopIf).toContain('would stop when the number goes the way that you want');
    expect((await current(world)).version).toBe(1);
  });

  it('lets a co-author edit as the owner does, while a member, and nothing else', async () => {
    const world = await enter();
    const { id } = await current(world);
    const before = await world.press('UBEN', 'draft.sharpen', { value: id });
    expect(JSON.stringify(before)).toContain('changed by its owner');
    const gone = await sharpen(world, 'UANA', { coAuthorIds: 'UGUS' });
    expect(gone).toMatchObject({
      reply: 'fix',
      errors: { coAuthorIds: expect.stringContaining('active full member') },
    });
    expect(await sharpen(world, 'UANA', { coAuthorIds: 'UANA' })).toEqual({ reply: 'done' });
    await sharpen(world, 'UANA', { coAuthorIds: 'UANA UBEN' });
    expect(await world.shown(`onepager:${id}`)).toContain('<@UANA> with <@UBEN>');
    viewOf(await sharpen(world, 'UBEN', { artifact: 'Start with Action X' }));
    const { bet } = await current(world);
    expect([bet.fields.artifact, bet.fields.coAuthorIds]).toEqual(['Start with Action X', 'UBEN']);
    const who = { workspaceId: 'T1', teamId: 'tm_1', userId: 'UBEN', ownerId: 'UANA' } as const;
    const named = await findStanding(world.db, { ...who, coAuthorIds: ['UBEN'] });
    expect([named.isCoAuthor, named.isOwner]).toEqual([true, false]);
    expect((await findStanding(world.db, who)).isCoAuthor).toBe(false);
    const guest = { ...who, userId: 'UGUS', coAuthorIds: ['UGUS'] };
    expect((await findStanding(world.db, guest)).isCoAuthor).toBe(false);
  });

  it('takes the co-authors of the time along in records and exports', async () => {
    const world = await enter();
    await sharpen(world, 'UANA', { coAuthorIds: 'UBEN', stopIf: 'must move <=20%' });
    const { id } = await current(world);
    expect((await findBetAt(world.db, id, start))?.fields.coAuthorIds).toBe('');
    expect((await findBetAt(world.db, id, later))?.fields.coAuthorIds).toBe('UBEN');
    expect((await findBetAt(world.db, id, new Date(0)))?.fields.coAuthorIds).toBe('');
    const opened = JSON.stringify(await world.run('UANA', 'show 2'));
    expect(opened).not.toContain('Written with');
    expect(JSON.stringify(await world.run('UANA', 'show 3'))).toContain('Written with <@UBEN>');
    const taken = await transact(world.db, (tx) =>
      gatherExport(tx, { workspaceId: 'T1', teams: [world.team], about: '' }, later),
    );
    expect(taken.teams[0]?.decisions.map(({ coAuthorIds }) => coAuthorIds)).toEqual([
      undefined,
      ['UBEN'],
    ]);
    expect(Object.keys(taken.people)).toContain('UBEN');
    expect(writeMarkdown(taken)).toContain(`**Written with:** ${taken.people.UBEN}`);
  });

  it('suggests by role without losing what is typed', async () => {
    const world = await enter();
    const { id } = await current(world);
    const form = viewOf(await world.press('UANA', 'draft.sharpen', { value: id }));
    const typed = { lens: 'sales', assumptions: 'buyers answer' };
    const redrawn = viewOf(await world.press('UANA', 'draft.lens', { view: form, typed }));
    expect(JSON.stringify(redrawn)).toContain('No fit, no demo');
    expect(JSON.stringify(redrawn)).toContain('Demos of ten minutes or less');
    expect(readInitialValues(redrawn).assumptions).toBe('buyers answer');
    expect((await current(world)).version).toBe(1);
  });

  it('fills a pair of signals that fit each other, and never over a person’s words', async () => {
    const world = await openWritingRoom(engine);
    const words = {
      ...{ behaviour: 'New agents in support solve it at once', change: 'root causes first' },
      ...{ moves: 'tickets that come back', because: 'people answer before they know why' },
    };
    const second = viewOf(await world.submit('UANA', viewOf(await world.run('UANA')), words));
    const given = { view: second, value: 'support', typed: { proxyName: 'My own number' } };
    const filled = viewOf(await world.press('UANA', 'draft.pair', given));
    expect(JSON.stringify(filled)).toContain('Your own words stay: “My own number”');
    expect(readInitialValues(filled)).toMatchObject({
      'proxyName.r1': 'My own number',
      'outcomeName.r1': 'Time to resolution',
    });
    const empty = { view: second, value: 'platform', typed: { proxyName: '', outcomeName: '' } };
    expect(readInitialValues(viewOf(await world.press('UANA', 'draft.pair', empty)))).toMatchObject(
      {
        'proxyName.r1': 'p95 of the hot path',
        'outcomeName.r1': 'Tasks done at the first try',
      },
    );
  });

  it('tells a worked scene from beginning to end, and all four to whoever names none', async () => {
    const world = await openWritingRoom(engine);
    const one = await world.run('UANA', 'scene Sales');
    if (one.reply !== 'tell') throw new Error('no answer');
    expect(findLimitBreaks({ text: one.text, blocks: one.blocks ?? [] })).toEqual([]);
    expect(JSON.stringify(one)).toMatch(/If this sounds like you.*What our own checker says/s);
    const all = JSON.stringify(await world.run('UANA', 'scene nope'));
    expect(all).toContain('Which one sounds like you?');
    const pressed = await world.press('UANA', 'example.show:platform', { value: 'platform' });
    expect(JSON.stringify(pressed)).toContain('The rewrite is always a quarter away');
  });
});
