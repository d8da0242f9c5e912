import { expect, it } from 'vitest';
import type { Draft } from '../../src/features/draft/rules.ts';
import {
  deleteDraft,
  findDraft,
  listDrafts,
  saveDraft,
  savePublished,
} from '../../src/features/draft/store.ts';
import { EMPTY_FIELDS } from '../../src/features/quality/rules.ts';
import type { Db } from '../../src/platform/db/open.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { describeStores } from './engines.ts';
import { later, makeOnePager, openPair, start, writeOnePagers } from './fixture.ts';

function makeDraft(over: Partial<Draft> = {}): Draft {
  return {
    id: 'dr_1',
    workspaceId: 'T1',
    teamId: 'tm_1',
    userId: 'U1',
    step: 2,
    fields: {
      ...EMPTY_FIELDS,
      behaviour: `New signups say "ok", 'really' & <!channel> 😀`,
      because: '',
    },
    updatedAt: start,
    ...over,
  };
}

async function save(db: Db, ...drafts: Draft[]): Promise<void> {
  for (const draft of drafts) await transact(db, (tx) => saveDraft(tx, draft));
}

describeStores('the store of drafts', (engine) => {
  it('gives back exactly what was typed, and the newest of two saves', async () => {
    const { db } = await openPair(engine);
    await save(db, makeDraft());
    expect(await findDraft(db, 'T1', 'dr_1')).toEqual(makeDraft());
    const next = makeDraft({
      step: 3,
      updatedAt: later(1),
      editing: { onepagerId: 'op_1', version: 4 },
    });
    await save(db, next);
    expect(await findDraft(db, 'T1', 'dr_1')).toEqual(next);
  });

  it('lists a person’s own, newest first, and no published one', async () => {
    const { db } = await openPair(engine);
    await writeOnePagers(db, makeOnePager());
    await save(
      db,
      makeDraft({ id: 'dr_1' }),
      makeDraft({ id: 'dr_2', updatedAt: later(2) }),
      makeDraft({ id: 'dr_3', updatedAt: later(3) }),
      makeDraft({ id: 'dr_4', userId: 'U2' }),
      makeDraft({ id: 'dr_5', workspaceId: 'T2', teamId: 'tm_2' }),
    );
    await transact(db, (tx) => savePublished(tx, 'dr_3', 'op_1'));
    expect((await listDrafts(db, 'T1', 'U1')).map((draft) => draft.id)).toEqual(['dr_2', 'dr_1']);
    expect((await findDraft(db, 'T1', 'dr_3'))?.onepagerId).toBe('op_1');
    expect(await findDraft(db, 'T2', 'dr_1')).toBeUndefined();
  });

  it('leaves a published draft alone, and lets one one-pager come from one draft (B-30)', async () => {
    const { db } = await openPair(engine);
    await writeOnePagers(db, makeOnePager());
    await save(db, makeDraft(), makeDraft({ id: 'dr_2' }));
    await transact(db, (tx) => savePublished(tx, 'dr_1', 'op_1'));
    await save(db, makeDraft({ step: 1, updatedAt: later(9) }));
    expect(await findDraft(db, 'T1', 'dr_1')).toEqual(makeDraft({ onepagerId: 'op_1' }));
    await expect(transact(db, (tx) => savePublished(tx, 'dr_2', 'op_1'))).rejects.toThrow();
  });

  it('throws away only a person’s own unpublished draft, once', async () => {
    const { db } = await openPair(engine);
    await writeOnePagers(db, makeOnePager());
    await save(db, makeDraft(), makeDraft({ id: 'dr_2' }));
    await transact(db, (tx) => savePublished(tx, 'dr_2', 'op_1'));
    const erase = (over: { workspaceId?: string; userId?: string; id?: Draft['id'] }) =>
      transact(db, (tx) =>
        deleteDraft(tx, { workspaceId: 'T1', userId: 'U1', id: 'dr_1', ...over }),
      );
    expect(await erase({ workspaceId: 'T2' })).toBe(false);
    expect(await erase({ userId: 'U2' })).toBe(false);
    expect(await erase({ id: 'dr_2' })).toBe(false);
    expect(await erase({})).toBe(true);
    expect(await erase({})).toBe(false);
  });
});
