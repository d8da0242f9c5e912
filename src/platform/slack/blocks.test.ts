import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findLimitBreaks } from '../../../test/harness/limits.ts';
import {
  actions,
  button,
  checkboxes,
  confirmation,
  context,
  dateInput,
  divider,
  header,
  home,
  input,
  modal,
  overflow,
  radio,
  section,
  select,
  textInput,
  timeInput,
  userSelect,
} from './blocks.ts';
import { escape } from './text.ts';

/** Anything a person or a careless template may hand over: empty, blank, huge, 4-byte, right-to-left, half an entity. */
const anyText = fc.oneof(
  fc.constantFrom('', ' ', '\n', '&', '<!channel>', '😀', 'مرحبا', '&amp;'),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .tuple(fc.constantFrom('x', '😀', '& ', '<b>', 'é', '\n'), fc.integer({ min: 1, max: 9_000 }))
    .map(([unit, count]) => unit.repeat(count)),
);
/** Values are ids, made by us. */
const choices = fc
  .array(fc.record({ label: anyText, description: anyText }), { minLength: 1, maxLength: 130 })
  .map((some) => some.map((one, index) => ({ ...one, value: `v${index}` })));

describe('blocks', () => {
  it('fit Slack’s limits in a message, whatever the words are (P13, B-44)', () => {
    const given = fc.record({ text: anyText, fields: fc.array(anyText), choices });
    fc.assert(
      fc.property(given, ({ text, fields, choices: some }) => {
        const sure = confirmation({ title: text, text, yes: text, no: text });
        const blocks = [
          header(text),
          section(escape(text), { fields: fields.map(escape) }),
          section(escape(text), { accessory: overflow({ actionId: 'more', choices: some }) }),
          context(...fields.map(escape), escape(text)),
          divider(),
          actions(
            'row',
            button({ label: text, actionId: 'a', value: 'id', confirm: sure, style: 'danger' }),
            select({ choices: some, placeholder: text, actionId: 'b', initial: 'v1' }),
          ),
        ];
        const words = { text: 'said', blocks };
        const breaks = findLimitBreaks(words).filter((one) => !one.startsWith('all blocks'));
        expect(breaks).toEqual([]);
      }),
    );
  });

  it('fit Slack’s limits in a form, whatever the words are', () => {
    const given = fc.record({ text: anyText, choices, count: fc.integer({ min: 0, max: 120 }) });
    fc.assert(
      fc.property(given, ({ text, choices: some, count }) => {
        const field = (blockId: string, element: Parameters<typeof input>[0]['element']) =>
          input({ blockId, label: text, hint: text, element });
        const view = modal({
          callbackId: 'form',
          title: text,
          submit: text,
          close: text,
          metadata: 'm',
          blocks: [
            field('text', textInput({ initial: text, placeholder: text, maxLength: 5_000 })),
            field('one', select({ choices: some, placeholder: text })),
            field('few', radio({ choices: some, initial: 'v0' })),
            field('any', checkboxes({ choices: some, initial: ['v0', 'v1', 'v99'] })),
            field('day', dateInput({ initial: '' })),
            field('time', timeInput({ initial: '10:00' })),
            field('who', userSelect({ initial: '' })),
            ...Array.from({ length: count }, () => divider()),
          ],
        });
        const breaks = findLimitBreaks(view).filter((one) => !one.startsWith('view:'));
        expect(breaks).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('say with a mark that words were left out', () => {
    const long = 'x'.repeat(4_000);
    expect(section(long).text?.text).toMatch(/^x{2999}…$/);
    expect(header(long).text.text).toMatch(/^x{149}…$/);
    expect(button({ label: long, actionId: 'a' }).text.text).toMatch(/^x{74}…$/);
  });

  it('never hold more blocks than a view takes', () => {
    const blocks = Array.from({ length: 150 }, () => divider());
    expect(home(blocks).blocks).toHaveLength(100);
  });

  it('preselect only what is offered', () => {
    const offered = [{ value: 'a', label: 'A' }];
    expect(select({ choices: offered, initial: 'b' })).not.toHaveProperty('initial_option');
    expect(radio({ choices: offered, initial: 'a' }).initial_option?.value).toBe('a');
    expect(checkboxes({ choices: offered, initial: [] })).not.toHaveProperty('initial_options');
  });
});
