import fc from 'fast-check';
import { type BetFields, EMPTY_FIELDS } from '../../src/features/quality/rules.ts';

const nasty = [
  '<!channel>',
  '<!here> <@U123> <#C123|x>',
  '<https://evil.example|https://bank.example>',
  '&lt;!channel&gt; &amp;',
  '*bold* _it_ ~no~ `code` ```block```',
  '> quoted',
  '=HYPERLINK("http://evil")',
  '@channel #general :tada:',
  '\u202egnp.exe',
  'שלום עולם',
  '👩‍👩‍👧‍👦🇩🇪',
  '𝔘𝔫𝔦𝔠𝔬𝔡𝔢 4-byte 𠮷',
  'a\u0301\u0301\u0301\u0301',
  '\u0000\u0007\u001b[31m',
  '\ud800 lone',
  '\u200b\u00a0',
  'line one\nline two\r\nline three',
  '"; drop table onepager; --',
  '+10%',
  '>=80%',
  '41%',
  '2026-12-05',
  'errors <= 0.1%',
];

/** Words as people type them, and as nobody should: pings, formulas, right-to-left, 4-byte characters, up to `max`. */
export function typedText(max = 3000): fc.Arbitrary<string> {
  const piece = fc.oneof(fc.constantFrom(...nasty), fc.string({ unit: 'binary', maxLength: 20 }));
  const short = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(' '));
  const long = fc
    .tuple(piece, fc.integer({ min: 1, max: 400 }))
    .map(([text, times]) => text.repeat(times));
  return fc
    .oneof(
      { arbitrary: short, weight: 4 },
      { arbitrary: long, weight: 1 },
      fc.constant('😀'.repeat(3000)),
      fc.constant('<'.repeat(3000)),
      fc.constant('&'.repeat(3000)),
    )
    .map((text) => Array.from(text).slice(0, max).join(''));
}

/** A whole one-pager typed by somebody who means harm, or by a cat. */
export function typedFields(): fc.Arbitrary<BetFields> {
  const names = Object.keys(EMPTY_FIELDS);
  return fc
    .array(fc.oneof(fc.constant(''), typedText()), {
      minLength: names.length,
      maxLength: names.length,
    })
    .map((texts) => {
      const fields = { ...EMPTY_FIELDS };
      for (const [index, name] of names.entries()) Object.assign(fields, { [name]: texts[index] });
      return fields;
    });
}
