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

const long = [...nasty, '😀', '<', '&', 'x'].map((text) => cutTo(text.repeat(3000), 3000));

/** Words as people type them, and as nobody should: pings, formulas, right-to-left, 4-byte characters; at most 3,000. */
export function typedText(): fc.Arbitrary<string> {
  const piece = fc.oneof(
    { arbitrary: fc.constantFrom(...nasty), weight: 4 },
    fc.string({ unit: 'binary', maxLength: 6 }),
  );
  return fc.oneof(
    { arbitrary: fc.array(piece, { maxLength: 3 }).map((pieces) => pieces.join(' ')), weight: 4 },
    fc.constantFrom(...long),
  );
}

function cutTo(text: string, max: number): string {
  return Array.from(text.slice(0, 2 * max))
    .slice(0, max)
    .join('');
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
