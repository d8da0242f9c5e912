import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isEmptyText, lineAsTyped, tidyText } from './plain-text.ts';

describe('lineAsTyped', () => {
  it.each(['👩‍👩‍👧 team', '❤️ loved', 'می‌خواهم', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'])('keeps %s as it is spelled', (text) => {
    expect(lineAsTyped(text)).toBe(text);
  });

  it('takes away what is not seen and what would turn the line round', () => {
    expect(lineAsTyped(' a\u200b\u202e\u0007\n\n b\u00a0 ')).toBe('a b');
  });

  it('reads the same as the tidy text, is one line, and changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const line = lineAsTyped(text);
        expect(tidyText(line)).toBe(tidyText(text));
        expect(lineAsTyped(line)).toBe(line);
        expect(line).not.toMatch(/[\n\r\u2028\u2029]/);
        expect(isEmptyText(line)).toBe(isEmptyText(text));
      }),
    );
  });
});
