import { describe, expect, it } from 'vitest';
import { findLimitBreaks } from '../../../test/harness/limits.ts';
import { makeNewId } from '../../lib/ids.ts';
import type { OnePager } from '../onepager/rules.ts';
import { toBet } from '../onepager/rules.ts';
import { EMPTY_FIELDS } from '../quality/rules.ts';
import { findScene } from '../scene/rules.ts';
import { evidenceForm, keptView, parseEvidence } from './form.ts';

const bet = toBet(
  { ...EMPTY_FIELDS, ...findScene('product')?.fields('2026-11-21'), stopOwnerId: 'UMIA' },
  makeNewId(() => 'x'),
);

function onepager(number: number, title: string): OnePager {
  if ('refused' in bet) throw new Error(`the scene is no bet: ${bet.field}`);
  return {
    ...{ id: `op_${number}`, workspaceId: 'T1', teamId: 'tm_1', number, state: 'running' },
    ...{ kind: 'probe', ownerId: 'UANA', version: 1, startedAt: new Date(0) },
    bet: { ...bet, title },
  };
}

const message = {
  channelId: 'C1',
  ts: '1.1',
  permalink: 'https://x.slack.com/archives/C1/p11',
};
const worst = ['<!channel>'.repeat(30), '😀'.repeat(100), ' ', '&'.repeat(90)];

describe('evidenceForm', () => {
  it('fits into a window, however many one-pagers there are and whatever they are called', () => {
    const targets = Array.from({ length: 150 }, (_, index) => ({
      onepager: onepager(index + 1, worst[index % worst.length] ?? ''),
      teamName: 'x'.repeat(80),
    }));
    expect(findLimitBreaks(evidenceForm(message, targets))).toEqual([]);
    for (const isNew of [true, false]) {
      for (const title of worst)
        expect(findLimitBreaks(keptView(onepager(1, title), isNew))).toEqual([]);
    }
  });

  it('is read back as it was filled in', () => {
    const { private_metadata: metadata = '' } = evidenceForm(message, [
      { onepager: onepager(12, 'Action X first') },
    ]);
    const read = (onepagerId: string | null, why: string | null) =>
      parseEvidence({ metadata, values: { onepager: onepagerId, why } });
    expect(read('op_12', ' a\n\u200bb ')).toEqual({
      filled: { ...message, onepagerId: 'op_12', why: 'a b' },
    });
    expect(read('tm_1', 'a')).toHaveProperty('errors.onepager');
    expect(read('op_12', ' \u00a0 ')).toHaveProperty('errors.why');
    expect(read('op_12', null)).toHaveProperty('errors.why');
  });

  it.each(['', '{}', JSON.stringify({ ...message, permalink: 'javascript:alert(1)' })])(
    'is refused when its message is lost or no message: %s',
    (metadata) => {
      expect(parseEvidence({ metadata, values: { onepager: 'op_1', why: 'a' } })).toEqual({
        isBroken: true,
      });
    },
  );
});
