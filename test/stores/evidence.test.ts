import { expect, it } from 'vitest';
import { attachFeature } from '../../src/features/attach/feature.ts';
import type { Evidence } from '../../src/features/evidence/rules.ts';
import {
  insertEvidence,
  listEvidence,
  listEvidenceOfTeam,
} from '../../src/features/evidence/store.ts';
import { isId } from '../../src/lib/ids.ts';
import { transact } from '../../src/platform/db/transact.ts';
import type { Reply } from '../../src/platform/slack/feature.ts';
import { describeStores, type TestEngine } from './engines.ts';
import { later, makeOnePager, openPair, writeOnePagers } from './fixture.ts';
import { openWritingRoom, publish, start, viewOf, type WritingRoom } from './writing-room.ts';

const link: Omit<Evidence, 'id'> = {
  workspaceId: 'T1',
  teamId: 'tm_1',
  onepagerId: 'op_1',
  channelId: 'C9',
  ts: '1700000000.000100',
  permalink: 'https://x.slack.com/archives/C9/p1700000000000100',
  why: `three of five went past step N; "quoted" '); drop table evidence; --`,
  byUserId: 'U1',
  at: later(1),
};

async function open(engine: TestEngine) {
  const pair = await openPair(engine);
  await writeOnePagers(pair.db, makeOnePager(), makeOnePager({ id: 'op_2', number: 13 }));
  const add = (over: Partial<typeof link> = {}) =>
    transact(pair.db, (tx) => insertEvidence(tx, pair.newId, { ...link, ...over }));
  return { ...pair, add };
}

describeStores('evidence', (engine) => {
  it('is given back as it was kept, oldest first, to its workspace only', async () => {
    const { db, add } = await open(engine);
    expect(await add({ ts: '2.2', at: later(2) })).toBe(true);
    expect(await add()).toBe(true);
    const kept = await listEvidence(db, 'T1', 'op_1');
    expect(kept.map(({ ts }) => ts)).toEqual([link.ts, '2.2']);
    expect(kept[0]).toEqual({ ...link, id: kept[0]?.id });
    expect(isId('ev', kept[0]?.id ?? '')).toBe(true);
    expect(await listEvidence(db, 'T2', 'op_1')).toEqual([]);
    expect(await listEvidence(db, 'T1', 'op_2')).toEqual([]);
  });

  it('takes a message once for each one-pager, also when two people add it at once', async () => {
    const { db, add } = await open(engine);
    const added = await Promise.all([add(), add({ byUserId: 'U2', why: 'again' })]);
    expect(added.toSorted()).toEqual([false, true]);
    expect(await add({ onepagerId: 'op_2' })).toBe(true);
    expect(await add({ channelId: 'C8' })).toBe(true);
    expect(await listEvidence(db, 'T1', 'op_1')).toHaveLength(2);
    expect(await listEvidenceOfTeam(db, 'T1', 'tm_1')).toHaveLength(3);
    expect(await listEvidenceOfTeam(db, 'T2', 'tm_1')).toEqual([]);
  });
});

const seen = {
  channelId: 'CGROWTH',
  ts: '1700000000.000100',
  text: 'look at <https://example.org|this>',
  userId: 'UBEN',
  permalink: 'https://x.slack.com/archives/CGROWTH/p1700000000000100',
};

let keys = 0;
function act(userId: string) {
  keys += 1;
  return { workspaceId: 'T1', userId, key: `e${keys}`, now: start };
}

async function invoke(room: WritingRoom, userId: string, message: object | 'none' = {}) {
  const handler = attachFeature.shortcuts?.['evidence.add'];
  const given = message === 'none' ? {} : { message: { ...seen, ...message } };
  return (await handler?.(room.deps, { ...act(userId), ...given })) ?? { reply: 'done' };
}

/** Fills the form that a reply shows, for the one-pager that it proposes. */
async function submit(room: WritingRoom, userId: string, shown: Reply, why: string | null) {
  const view = viewOf(shown);
  const proposed = /"initial_option":\{[^}]*\},"value":"(op_\w+)"/.exec(JSON.stringify(view))?.[1];
  const handler = attachFeature.submits?.['evidence.add'];
  const metadata = view.private_metadata ?? '';
  const values = { onepager: proposed ?? null, why };
  const sent = { ...act(userId), viewId: 'V1', metadata, values };
  return (await handler?.(room.deps, sent)) ?? { reply: 'done' };
}

describeStores('Add as evidence', (engine) => {
  it('asks for the one-pager and a line, keeps the link, and says when it is there already', async () => {
    const room = await openWritingRoom(engine);
    await publish(room);
    const form = await invoke(room, 'UBEN');
    expect(JSON.stringify(viewOf(form).blocks)).toContain('#1 Action X first');
    expect(await submit(room, 'UBEN', form, ' ')).toMatchObject({ reply: 'fix' });
    const kept = viewOf(await submit(room, 'UBEN', form, 'three of five went past'));
    expect(JSON.stringify(kept)).toContain('Kept with *#1 Action X first*');

    const again = viewOf(await submit(room, 'UANA', await invoke(room, 'UANA'), 'me too'));
    expect(JSON.stringify(again)).toContain('already, so nothing was added');
    const full = JSON.stringify(await room.run('UANA', 'show 1'));
    expect(full).toContain(
      '• <https://x.slack.com/archives/CGROWTH/p1700000000000100|message> · <@UBEN>',
    );
    expect(full).toContain('three of five went past');
    expect(full).toContain('thanks.give');
    expect(full).not.toContain('me too');
  });

  it('keeps one row when the form is delivered twice', async () => {
    const room = await openWritingRoom(engine);
    await publish(room);
    const view = viewOf(await invoke(room, 'UBEN'));
    const onepagerId = /"value":"(op_\w+)"/.exec(JSON.stringify(view))?.[1] ?? '';
    const sent = {
      ...{ ...act('UBEN'), viewId: 'V1', metadata: view.private_metadata ?? '' },
      values: { onepager: onepagerId, why: 'x' },
    };
    const handler = attachFeature.submits?.['evidence.add'];
    const both = [await handler?.(room.deps, sent), await handler?.(room.deps, sent)];
    expect(both[0]).toEqual(both[1]);
    expect(await listEvidenceOfTeam(room.db, 'T1', 'tm_1')).toHaveLength(1);
  });

  it('refuses guests, outsiders, what it cannot see, and teams with nothing to keep it with', async () => {
    const room = await openWritingRoom(engine);
    const told = async (userId: string, over: object = {}) =>
      JSON.stringify(await invoke(room, userId, over));
    expect(await told('UANA')).toContain('has no one-pager to keep it with');
    await publish(room);
    expect(await told('UGUS')).toContain('added by full members');
    expect(await told('UOUT')).toContain('added by full members');
    expect(await told('UANA', { permalink: undefined })).toContain('I cannot see this message');
    expect(await told('UANA', { permalink: 'javascript:alert(1)' })).toContain('I cannot see');
    expect(JSON.stringify(await invoke(room, 'UANA', 'none'))).toContain('on a message: its menu');

    const form = await invoke(room, 'UANA');
    expect(await submit(room, 'UGUS', form, 'x')).toMatchObject({
      reply: 'tell',
      text: expect.stringContaining('Only full members'),
    });
    expect(await listEvidenceOfTeam(room.db, 'T1', 'tm_1')).toEqual([]);
  });
});
