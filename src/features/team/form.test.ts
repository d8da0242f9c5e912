import type { ModalView } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FormValues } from '../../platform/slack/feature.ts';
import { parseSetup, setupErrors, setupForm } from './form.ts';
import { defaultRhythm, firstWeeks, type Team } from './rules.ts';
import { parseSettings, settingsErrors, settingsForm } from './settings-form.ts';
import { changeSettings } from './settings-rules.ts';

/** What Slack would send if the form were submitted as it was drawn. */
function submitted(view: ModalView): FormValues {
  const values: Record<string, string | null> = {};
  for (const block of view.blocks) {
    if (!('element' in block) || block.block_id === undefined) continue;
    const { element } = block;
    if (element.type === 'static_select') {
      const chosen = element.initial_option;
      values[block.block_id] =
        chosen !== undefined && 'value' in chosen ? (chosen.value ?? null) : null;
    } else if (element.type === 'timepicker') {
      values[block.block_id] = element.initial_time ?? null;
    } else if (element.type === 'plain_text_input') {
      values[block.block_id] = element.initial_value ?? null;
    } else if (element.type === 'users_select') {
      values[block.block_id] = element.initial_user ?? null;
    } else if (element.type === 'channels_select') {
      values[block.block_id] = element.initial_channel ?? null;
    } else throw new Error(`no reader for ${element.type}`);
  }
  return values;
}

const slackId = (first: string) =>
  fc.integer({ min: 1, max: 1e9 }).map((number) => `${first}${number.toString(36).toUpperCase()}`);
const weekdays = fc.integer({ min: 1, max: 7 });
const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));

const forms = fc.record(
  {
    ...{ reviewWeekday: weekdays, reviewTime: clock },
    ...{ stopOwnerId: slackId('U'), rollupChannelId: slackId('C') },
  },
  { requiredKeys: ['reviewWeekday', 'reviewTime', 'stopOwnerId'] },
);

describe('the set-up form', () => {
  const view = (form: Parameters<typeof setupForm>[0]['form']) =>
    setupForm({ channelId: 'C1', zone: 'Europe/Berlin', form });

  it('reads back what it shows', () => {
    fc.assert(
      fc.property(forms, (form) => {
        expect(parseSetup(submitted(view(form)))).toEqual({ form });
      }),
    );
  });

  it('says at the field what cannot be read', () => {
    const values = { reviewDay: '2', reviewTime: '25:00', stopOwner: null, rollupChannel: null };
    expect(parseSetup(values)).toEqual({
      errors: { reviewTime: expect.stringContaining('10:00'), stopOwner: expect.any(String) },
    });
    expect(parseSetup({})).toMatchObject({ errors: { reviewDay: expect.any(String) } });
  });

  it('puts every refusal under a field that the form has, and names the invite line', () => {
    const fields = Object.keys(
      submitted(view({ reviewWeekday: 2, reviewTime: '10:00', stopOwnerId: 'U1' })),
    );
    const all = [
      ...(['guest', 'not-a-member', 'home-unseen', 'home-archived', 'home-shared'] as const),
      ...(['stop-owner-cannot', 'rollup-unseen', 'rollup-archived', 'rollup-shared'] as const),
    ];
    for (const refusal of all) {
      expect(fields).toEqual(expect.arrayContaining(Object.keys(setupErrors([refusal]))));
    }
    expect(setupErrors(['rollup-unseen'])).toEqual({
      rollupChannel: expect.stringContaining('/invite @Barbell'),
    });
    expect(setupErrors(['guest', 'home-shared']).reviewDay).toMatch(/guest/i);
  });
});

describe('the settings form', () => {
  const rhythm = defaultRhythm({ zone: 'Asia/Kolkata', reviewWeekday: 2, reviewTime: '10:00' });
  const now = new Date('2026-11-21T09:00:00Z');
  const base: Team = {
    ...{ id: 'tm_1', workspaceId: 'T1', channelId: 'C1', rollupChannelId: 'C1' },
    ...rhythm,
    ...{ cycleDays: 14, isVoteOpen: false, quota: 1, evidenceMinutes: 30 },
    ...firstWeeks(rhythm, now),
    ...{ setUpBy: 'U1', setUpAt: now },
  };
  const settings = fc.record({
    zone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'UTC', 'Asia/Kolkata'),
    rhythmDays: fc.constantFrom<7 | 14>(7, 14),
    ...{ reviewWeekday: weekdays, reviewTime: clock },
    closeAfterDays: fc.integer({ min: 0, max: 5 }),
    ...{ closeTime: clock, rollupWeekday: weekdays, rollupTime: clock },
    rollupChannelId: slackId('C'),
    cycleDays: fc.constantFrom<7 | 14>(7, 14),
    isVoteOpen: fc.boolean(),
    quota: fc.integer({ min: 1, max: 5 }),
    evidenceMinutes: fc.constantFrom(30, 45, 60),
    hasMoreAlarms: fc.boolean(),
  });
  const view = (team: Team, isHomePrivate = false) =>
    settingsForm({ team, isHomePrivate, keyHolders: 2 });

  it('reads back what it shows', () => {
    fc.assert(
      fc.property(settings, ({ hasMoreAlarms, ...typed }) => {
        const layers = hasMoreAlarms ? { hasMoreAlarms } : {};
        const values = submitted(view({ ...base, ...typed, ...layers }));
        expect(parseSettings(values, 'C1')).toEqual({ settings: { ...typed, hasMoreAlarms } });
      }),
    );
  });

  it('switches the layer of alarms on and off, says so, and leaves it alone in an older window', () => {
    const on: Team = { ...base, hasMoreAlarms: true };
    const { moreAlarms: _, ...older } = submitted(view(on));
    const change = (team: Team, values: FormValues) => {
      const read = parseSettings(values, 'C1');
      if (!('settings' in read)) throw new Error('cannot be read');
      return changeSettings(team, read.settings);
    };
    expect(change(on, older)).toEqual({ team: on, changes: [] });
    const off = change(on, { ...older, moreAlarms: 'off' });
    expect(off.team).toEqual(base);
    expect(off.changes).toMatchObject([{ label: 'More alarms', from: 'on', to: 'off' }]);
    expect(change(base, { ...older, moreAlarms: 'on' }).team).toEqual(on);
  });

  it('keeps a private home as the place of the roll-up, which its menu cannot show', () => {
    const values = submitted(view(base, true));
    expect(values.rollupChannel).toBeNull();
    expect(parseSettings(values, 'C1')).toMatchObject({ settings: { rollupChannelId: 'C1' } });
  });

  it('takes a zone in any case and refuses an abbreviation with an example (B-66)', () => {
    const values = submitted(view(base));
    expect(parseSettings({ ...values, zone: ' europe/berlin ' }, 'C1')).toMatchObject({
      settings: { zone: 'Europe/Berlin' },
    });
    for (const zone of ['EST', 'GMT+2', '', null, 'Mars/Base']) {
      expect(parseSettings({ ...values, zone }, 'C1')).toEqual({
        errors: { zone: expect.stringContaining('Europe/Berlin') },
      });
    }
  });

  it('warns below three key-holders, and not with three', () => {
    const few = settingsForm({ team: base, isHomePrivate: false, keyHolders: 2 });
    expect(JSON.stringify(few)).toContain('2 of 3 key-holders');
    const enough = settingsForm({ team: base, isHomePrivate: false, keyHolders: 3 });
    expect(JSON.stringify(enough)).not.toContain('of 3 key-holders');
  });

  it('puts every refusal under a field that the form has', () => {
    const fields = Object.keys(submitted(view(base)));
    const all = [
      ...(['close-before-review', 'review-open-too-long', 'rollup-before-close'] as const),
      'review-due' as const,
      ...(['rollup-unseen', 'rollup-archived', 'rollup-shared'] as const),
    ];
    for (const refusal of all) {
      expect(fields).toEqual(expect.arrayContaining(Object.keys(settingsErrors(refusal))));
    }
  });
});
