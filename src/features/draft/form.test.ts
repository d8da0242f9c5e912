import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readInitialValues } from '../../../test/harness/initial-values.ts';
import { findLimitBreaks } from '../../../test/harness/limits.ts';
import { typedFields, typedText } from '../../../test/harness/typed-text.ts';
import { type DraftId, makeNewId } from '../../lib/ids.ts';
import { clean } from '../../platform/slack/text.ts';
import { describeAmendment } from '../onepager/amendment-rules.ts';
import { readField } from '../onepager/field-rules.ts';
import { FIELD_NAMES, type OnePager, toBet } from '../onepager/rules.ts';
import { checkBet } from '../quality/check-bet.ts';
import { type BetFields, definitionOfDone } from '../quality/rules.ts';
import { isEmptyText } from '../signal/plain-text.ts';
import { type FormMetadata, parseStep, readFormMetadata, writeMetadata } from './form.ts';
import {
  conflictText,
  draftsView,
  draftWords,
  noDraftsView,
  publishedView,
  savedText,
  sayView,
  toMendText,
} from './messages.ts';
import { type Draft, STEP_FIELDS, type Step, startFields } from './rules.ts';
import { parseSharpen, readSharpenMetadata, SHARPEN_FIELDS, sharpenView } from './sharpen-form.ts';
import { stepView } from './steps.ts';

const today = '2026-11-21';
const facts = { hasStopOwner: true, hasOwner: true, hasNextReview: true };
const product = startFields({
  ...{ from: 'product', today, gateOn: '2026-12-05', stopOwnerId: 'UMIA' },
});

/** What a draft can hold: cleaned, no longer than its fields take, dates and choices that are some. */
function kept(): fc.Arbitrary<BetFields> {
  const dates = fc.constantFrom('', '2026-12-05', '2027-03-01', '2024-02-29');
  const choices = fc.record({
    byOn: dates,
    maturesOn: dates,
    gateOn: dates,
    habit: fc.constantFrom('none', 'send-more', 'other'),
    isReversible: fc.constantFrom('', 'yes', 'no'),
    stopOwnerId: fc.constantFrom('', 'UMIA', 'W012AB'),
    sniffWeekly: fc.constantFrom('', 'yes', 'no'),
    leadingGood: fc.constantFrom('', 'up', 'down'),
    roughSignals: fc.constantFrom('', 'proxy', 'proxy outcome'),
    guardrailChecks: fc.constantFrom('', 'small', 'small early owner'),
    lens: fc.constantFrom('', 'product', 'support'),
    coAuthorIds: fc.constantFrom('', 'UBEN', 'UBEN W012AB'),
  });
  return fc.tuple(typedFields(), choices).map(([typed, chosen]) => {
    const fields = { ...typed };
    for (const name of FIELD_NAMES) {
      const read = readField(name, clean(typed[name]));
      fields[name] = 'value' in read ? read.value : '';
    }
    return { ...fields, ...chosen };
  });
}

function metadataOf(step: Step, revision: number): FormMetadata {
  return { form: 1, draftId: 'dr_1', teamId: 'tm_1', step, revision, from: 'blank' };
}

const steps = fc.constantFrom<Step>(1, 2, 3);
const revisions = fc.integer({ min: 0, max: 99 });

function draw(fields: BetFields, metadata: FormMetadata) {
  return stepView({
    metadata,
    fields,
    startOn: today,
    coaching: checkBet(fields, today, facts),
    boxes: definitionOfDone(fields, facts),
  });
}

describe('the three steps', () => {
  it('read back what they show, whatever was typed', () => {
    fc.assert(
      fc.property(kept(), steps, revisions, (fields, step, revision) => {
        const view = draw(fields, metadataOf(step, revision));
        const parsed = parseStep(readInitialValues(view), step);
        expect(parsed.tooLong).toEqual({});
        for (const [name, value] of Object.entries(parsed.fields)) {
          const shown = name === 'habit' && value === '' ? 'none' : value;
          expect([name, shown]).toEqual([name, Reflect.get(fields, name)]);
        }
        const asked = STEP_FIELDS[step].filter((name) => name in parsed.fields);
        const hidden = STEP_FIELDS[step].filter((name) => !asked.includes(name));
        // Only what a bet, or another habit, is asked may be missing.
        expect(hidden.every((name) => /^(counter|habitOther)/.test(name))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('keep Slack’s sizes, whatever was typed', () => {
    fc.assert(
      fc.property(kept(), steps, typedText().map(clean), (fields, step, said) => {
        const metadata: FormMetadata = {
          ...metadataOf(step, 12),
          wayOut: 'slice',
          hasTeams: true,
          editing: { onepagerId: 'op_1', version: 12 },
        };
        const view = stepView({
          metadata,
          fields,
          startOn: today,
          coaching: checkBet(fields, today, facts),
          boxes: definitionOfDone(fields, facts),
          teams: [{ value: 'tm_1', label: said || '#growth' }],
          notice: toMendText(checkBet(fields, today, facts)),
        });
        expect(findLimitBreaks(view)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('have about eighteen fields to publish, and a Back button on the later ones', () => {
    const inputs = ([1, 2, 3] as const).map((step) => {
      const view = draw(product, metadataOf(step, 0));
      const back = JSON.stringify(view.blocks).includes('draft.back');
      expect(back).toBe(step !== 1);
      return view.blocks.filter((block) => 'optional' in block && block.optional !== true).length;
    });
    expect(inputs.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(18);
  });

  it('read the rule back and ask a bet what it might be hurting', () => {
    const probe = JSON.stringify(draw(product, metadataOf(3, 0)));
    expect(probe).toContain('Continue if Action X in 24 h rises 10%');
    expect(probe).toContain('Ready 5/5');
    expect(probe).not.toContain('counterName');
    const bet = JSON.stringify(draw({ ...product, gateOn: '2027-01-10' }, metadataOf(3, 0)));
    expect(bet).toContain('counterName');
    expect(bet).toContain('draft.shorten');
  });

  it('offer two ways out of what cannot be undone', () => {
    const said = JSON.stringify(draw({ ...product, isReversible: 'no' }, metadataOf(3, 0)));
    expect(said).toContain('Make it a spike');
    expect(said).toContain('Find a reversible slice');
  });
});

describe('parseStep', () => {
  it('says what is too long instead of cutting it', () => {
    const parsed = parseStep({ because: 'x'.repeat(3001), change: 'x'.repeat(3000) }, 1);
    expect(parsed.tooLong.because).toEqual({ refused: 'too-long', length: 3001, max: 3000 });
    expect(parsed.fields.change).toHaveLength(3000);
    expect(parsed.fields.because).toBeUndefined();
  });

  it('counts an emoji as one character', () => {
    expect(parseStep({ title: '😀'.repeat(80) }, 1).fields.title).toBe('😀'.repeat(80));
  });

  it('takes only fields of its own step, and only dates and choices that are some', () => {
    const { fields } = parseStep(
      {
        'because.r2': ' because ',
        gateOn: '2026-12-05',
        __proto__: 'x',
        constructor: 'x',
        byOn: '2026-02-31',
      },
      1,
    );
    expect(fields).toEqual({ because: 'because', byOn: '' });
    expect(
      parseStep({ habit: 'evil', isReversible: 'perhaps', stopOwnerId: '<@U1>' }, 3).fields,
    ).toEqual({ habit: '', isReversible: '', stopOwnerId: '' });
  });
});

describe('metadata', () => {
  it('comes back as it was written', () => {
    const metadata: FormMetadata = {
      ...metadataOf(3, 7),
      editing: { onepagerId: 'op_1', version: 2 },
      hasTeams: true,
      wayOut: 'spike',
    };
    expect(readFormMetadata(writeMetadata(metadata))).toEqual(metadata);
  });

  it('is refused when it is not ours', () => {
    for (const text of [
      '',
      'x',
      '{}',
      '[]',
      'null',
      '{"form":2}',
      writeMetadata(metadataOf(1, 0)).replace('dr_', 'op_'),
    ]) {
      expect(readFormMetadata(text)).toBeUndefined();
      expect(readSharpenMetadata(text)).toBeUndefined();
    }
  });
});

let ids = 0;
const newId = makeNewId(() => {
  ids += 1;
  return String(ids);
});

function running(): OnePager {
  const bet = toBet(product, newId);
  if ('refused' in bet) throw new Error(bet.field);
  return {
    id: 'op_1',
    workspaceId: 'T1',
    teamId: 'tm_1',
    number: 12,
    state: 'running',
    kind: 'probe',
    ownerId: 'UANA',
    version: 3,
    startedAt: new Date(0),
    bet,
  };
}

function draftOf(id: DraftId, fields: BetFields): Draft {
  return {
    id,
    workspaceId: 'T1',
    teamId: 'tm_1',
    userId: 'UANA',
    step: 2,
    fields,
    updatedAt: new Date(0),
  };
}

describe('Sharpen', () => {
  it('reads back what it shows and keeps Slack’s sizes, whatever was typed', () => {
    fc.assert(
      fc.property(kept(), revisions, (fields, revision) => {
        const view = sharpenView({
          metadata: { form: 1, onepagerId: 'op_1', version: 3, revision },
          onepager: running(),
          fields,
          findings: checkBet(fields, today, facts),
        });
        expect(findLimitBreaks(view)).toEqual([]);
        const parsed = parseSharpen(readInitialValues(view));
        // Which way is good is asked only where no rule says it.
        const isHidden = (name: string) =>
          (name === 'proxyGood' && !isEmptyText(fields.proxyContinueIf)) ||
          (name === 'outcomeGood' && !isEmptyText(fields.outcomeContinueIf));
        const asked = SHARPEN_FIELDS.filter((name) => !isHidden(name));
        const shown = Object.fromEntries(asked.map((name) => [name, fields[name]]));
        expect(parsed).toEqual({ fields: shown, tooLong: {} });
      }),
      { numRuns: 60 },
    );
  });
});

describe('other views', () => {
  it('keep Slack’s sizes, whatever was typed and however much there is', () => {
    fc.assert(
      fc.property(kept(), kept(), fc.integer({ min: 1, max: 60 }), (mine, theirs, many) => {
        const lines = Array.from({ length: many }, (_, index) => ({
          draft: draftOf(`dr_${index}`, mine),
          ...(index % 2 === 0 ? { edits: index } : {}),
        }));
        const changes = describeAmendment(mine, theirs);
        const conflict = conflictText({
          amendments: Array.from({ length: many }, () => ({
            byUserId: 'UBEN',
            words: changes.join('; '),
          })),
          fields: FIELD_NAMES,
          mine,
          theirs,
        });
        const onepager = running();
        const views = [
          draftsView(lines, ''),
          noDraftsView('tm_1'),
          sayView('Saved', savedText(onepager, changes)),
          publishedView({
            onepager,
            channelId: 'C1',
            reviewAt: new Date(0),
            coaching: checkBet(mine, today, facts),
            revisitOn: today,
          }),
          sharpenView({
            metadata: { form: 1, onepagerId: 'op_1', version: 3, revision: 1 },
            onepager,
            fields: mine,
            findings: [],
            conflict,
          }),
        ];
        for (const view of views) expect(findLimitBreaks(view)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('say what is true now and what to do', () => {
    expect(draftWords.published(12, 'C1')).toContain('*#12*');
    expect(draftWords.notMember('C1')).toContain('kept');
  });
});
