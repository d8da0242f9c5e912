import { describe, expect, it } from 'vitest';
import { makeNewId } from '../../lib/ids.ts';
import type { Decision } from '../decision/rules.ts';
import { toBet } from '../onepager/rules.ts';
import { EMPTY_FIELDS } from '../quality/rules.ts';
import { findScene } from '../scene/rules.ts';
import { verdictOf } from '../verdict/rules.ts';
import { type CardView, cardMessage } from './message-card.ts';

const today = '2026-11-24';
const at = new Date('2026-11-24T09:00:00.000Z');

function view(over: Partial<CardView> = {}): CardView {
  const fields = { ...EMPTY_FIELDS, ...findScene('product')?.fields(today), stopOwnerId: 'UMIA' };
  const bet = toBet(
    fields,
    makeNewId(() => '1'),
  );
  if ('refused' in bet) throw new Error(bet.field);
  return {
    review: { closesAt: at },
    card: { id: 'cd_1', state: 'decided' },
    onepager: { id: 'op_1', number: 3, ownerId: 'UBEN', state: 'running', bet },
    verdict: verdictOf(bet, new Map(), { today, gateOn: bet.gateOn }),
    ...{ votes: [], attendance: { roster: ['U1'], away: [] }, isVoteOpen: false },
    ...{ amendments: [], hasEarlierReview: false, unchangedSinceOn: today, lateNames: [] },
    ...over,
  };
}

const decision: Decision = {
  ...{ id: 'dec_1', workspaceId: 'T1', seq: 1, number: 9, kind: 'change', teamId: 'tm_1', at },
  ...{ decidedByUserId: 'UBEN', title: 'Action X first' },
  texts: { line: '12 calls', change: 'Smallest test: ten → twenty', minority: 'Stop: too slow' },
  ...{ isAgainstRule: false, isAgainstMajority: false },
};

const said = (over: Partial<CardView>) => JSON.stringify(cardMessage(view(over)).blocks);

describe('a decided card', () => {
  it('says what a change makes different', () => {
    expect(said({ decision })).toContain('*Different now:* Smallest test: ten → twenty\\n12 calls');
    expect(said({ decision: { ...decision, kind: 'continue' } })).not.toContain('Different now');
  });

  it('calls the outvoted a minority only where they were fewer', () => {
    expect(said({ decision })).toContain('Minority report: Stop: too slow');
    const against = { ...decision, isAgainstMajority: true };
    expect(said({ decision: against })).toContain('What the majority said: Stop: too slow');
  });
});
