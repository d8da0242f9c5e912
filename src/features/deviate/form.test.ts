import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readInitialValues } from '../../../test/harness/initial-values.ts';
import { findLimitBreaks } from '../../../test/harness/limits.ts';
import { typedText } from '../../../test/harness/typed-text.ts';
import { clean, cut, oneLine } from '../../platform/slack/text.ts';
import type { Approval } from '../deviation/approval-rules.ts';
import { approvalMessage, approvalNote, deviationMessage } from '../deviation/messages.ts';
import { checkArea } from '../deviation/protect-rules.ts';
import type { Deviation } from '../deviation/rules.ts';
import { deviationForm, errorsAt, findTooLong, readFormMetadata, readTyped } from './form.ts';
import { askedView, loggedView, sameReply, sayErrors } from './messages.ts';
import { nothingTyped, readDeviation } from './rules.ts';
import { areasForm, notNowForm, retireForm } from './short-forms.ts';

const at = new Date('2026-11-21T09:00:00.000Z');
const metadata = { form: 1, teamId: 'tm_1', hasTeams: true, revision: 3 } as const;

function deviation(text: string, state: Deviation['state'] = 'open'): Deviation {
  return {
    ...({ id: 'dv_1', workspaceId: 'T1', teamId: 'tm_1', state } as const),
    ...{ area: text, deviation: text, because: text, benefit: text, risk: text },
    ...{ isReversible: true, byUserId: 'UANA', at, outcome: text, lesson: text, settledAt: at },
  };
}

function approval(text: string, state: Approval['state']): Approval {
  const { area, deviation: what, because, benefit, risk } = deviation(text);
  return {
    ...({ id: 'ap_1', workspaceId: 'T1', teamId: 'tm_1', draftId: 'dr_1', state } as const),
    ...{
      area,
      deviation: what,
      because,
      benefit,
      risk,
      isReversible: false,
      protects: cut(text, 40),
    },
    ...{ askedBy: 'UANA', askedAt: at, askedOf: ['UBEN'], answeredBy: 'UBEN', reason: text },
  };
}

const lists = (text: string) => ({
  floor: Array.from({ length: 41 }, (_, index) => ({
    ...{ id: `df_${index}` as const, area: cut(text, 100), statement: cut(text, 100) },
  })),
  ownAreas: Array.from({ length: 20 }, (_, index) => {
    const checked = checkArea(cut(`${index} ${text}`, 40), []);
    return 'refused' in checked ? `area ${index}` : checked.name;
  }),
});

describe('deviationForm', () => {
  it('reads back what it shows, within Slack’s sizes, whatever was typed', () => {
    fc.assert(
      fc.property(typedText(), (raw) => {
        const typed = cut(clean(raw), 120);
        const whole = {
          ...{ area: 'other', areaOther: oneLine(typed), deviation: typed, because: typed },
          ...{ benefit: oneLine(typed), risk: oneLine(typed), isReversible: 'yes' },
        };
        const teams = [{ value: 'tm_1', label: `#${typed}` }];
        const view = deviationForm({ metadata, typed: whole, teams, ...lists(typed) });
        expect(findLimitBreaks(view)).toEqual([]);
        expect(readFormMetadata(view.private_metadata ?? '')).toEqual(metadata);
        const read = readTyped(readInitialValues(view));
        expect(read).toEqual({
          ...whole,
          deviation: clean(typed),
          because: clean(typed),
          teamId: 'tm_1',
        });
      }),
      { numRuns: 12 },
    );
  });

  it('knows its fields again, and names those that hold too much', () => {
    const long = { ...nothingTyped, deviation: 'x'.repeat(3000), because: '😀'.repeat(500) };
    expect(findTooLong(long)).toEqual([
      [
        'deviation',
        'This is 3,000 characters, and 500 fit. Keep the gist here; the rest fits a one-pager.',
      ],
    ]);
    expect(Object.keys(errorsAt(metadata, findTooLong(long)))).toEqual(['deviation.r3']);
    expect(readFormMetadata('{"form":2}')).toBeUndefined();
    expect(readTyped({ 'area.r1': ['x', 'y'], toString: null })).toMatchObject({ area: 'x y' });
  });

  it('says something of its own for every way in which a field is short', () => {
    const read = readDeviation(
      { ...nothingTyped, isReversible: 'no' },
      { floor: [], ownAreas: [] },
    );
    if (!('errors' in read)) throw new Error('nothing is short');
    const said = sayErrors(read.errors).map(([, text]) => text);
    expect(new Set(said).size).toBe(6);
    expect(said).not.toContain('Please fill this in.');
  });
});

describe('what people read of a deviation', () => {
  it('shows the name of an area with a star in it in bold, whole', () => {
    const asked = { ...approval('x', 'waiting'), protects: 'A*B <prices>' };
    const shown = '*A∗B &lt;prices&gt;*';
    expect(JSON.stringify(approvalMessage({ approval: asked, channelId: 'C1' }))).toContain(shown);
    expect(JSON.stringify(askedView({ approval: asked }))).toContain(shown);
  });

  it('keeps Slack’s sizes and pings nobody, whatever was typed', () => {
    const states = ['waiting', 'approved', 'refused', 'withdrawn'] as const;
    fc.assert(
      fc.property(typedText(), fc.constantFrom(...states), fc.boolean(), (raw, state, isOpen) => {
        const text = `<!channel> ${clean(raw)}`;
        const channelId = 'C1';
        const asked = approval(text, state);
        const one = deviation(text, isOpen ? 'open' : 'retired');
        const messages = [
          approvalMessage({ approval: asked, channelId }),
          approvalNote({ approval: asked, channelId }),
          deviationMessage({ deviation: one, approval: asked }),
        ];
        for (const message of messages) {
          expect(findLimitBreaks(message)).toEqual([]);
          expect(JSON.stringify(message)).not.toContain('<!channel>');
        }
        const { ownAreas } = lists(text);
        const views = [
          askedView({ approval: asked }),
          loggedView({ deviation: one, meter: { written: 99, quota: 1 }, channelId }),
          notNowForm(asked),
          retireForm(one),
          areasForm({ ...{ teamId: 'tm_1', channelId, ownAreas, mayRemove: true }, approvers: 0 }),
        ];
        for (const view of views) {
          expect(findLimitBreaks(view)).toEqual([]);
        }
        for (const same of [{ deviation: one }, { approval: asked }]) {
          expect(JSON.stringify(sameReply(same))).not.toContain('<!channel>');
        }
      }),
      { numRuns: 12 },
    );
  });
});
