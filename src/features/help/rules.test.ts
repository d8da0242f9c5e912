import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lengthOf, limits } from '../../platform/slack/text.ts';
import { elsewhereAnswer, helpAnswer, unknownAnswer } from './messages.ts';
import { findElsewhere, findNearestWord, knownWords } from './rules.ts';

describe('findNearestWord', () => {
  it.each([
    ['lst', 'list'],
    ['lists', 'list'],
    ['decision', 'decisions'],
    ['descisions', 'decisions'],
    ['SETINGS', 'settings'],
    ['hlep', 'help'],
    ['#12', 'show'],
    ['12', 'show'],
    ['search', 'decisions'],
    ['new', ''],
  ])('takes %s for %s', (typed, word) => {
    expect(findNearestWord(typed)).toBe(word);
  });

  it.each(['banana', 'x', '你好', '__proto__', 'constructor', 'tostring'])(
    'guesses nothing for %s',
    (typed) => {
      expect(findNearestWord(typed)).toBeUndefined();
    },
  );

  it.each([
    ...['help', 'HELP', 'Help', 'hlep', 'hepl', 'helP', 'hel', 'elp', 'helpp', 'hhelp', 'heelp'],
    ...['help!', 'help?', 'help.', 'halp', 'gelp', 'hwlp', 'hrlp', 'help,', 'commands'],
  ])('takes %s for a call for help (B-62)', (typed) => {
    expect(findNearestWord(typed)).toBe('help');
  });

  it('answers a word of any length with the list, and repeats of it only its beginning (B-62)', () => {
    for (const typed of ['x'.repeat(10_000), '“help”', '‘list’', '—']) {
      const { text, blocks } = unknownAnswer(typed, findNearestWord(typed));
      expect(lengthOf(text)).toBeLessThan(200);
      expect(JSON.stringify(blocks)).toContain('/onepager help');
    }
  });

  it('finds every word that exists', () => {
    for (const word of knownWords.slice(1)) expect(findNearestWord(word)).toBe(word);
  });
});

describe('findElsewhere', () => {
  it.each([
    ['freeze', 'freeze'],
    ['Frozen', 'freeze'],
    ['ALARMS', 'alarms'],
    ['deviation', 'deviation'],
  ] as const)('knows where %s is pressed', (typed, word) => {
    expect(findElsewhere(typed)).toBe(word);
    expect(elsewhereAnswer(word).text).toMatch(/on Home/);
  });

  it.each(['constructor', '__proto__', '', 'lst'])('leaves %s to the list of words', (typed) => {
    expect(findElsewhere(typed)).toBeUndefined();
  });
});

describe('the answers', () => {
  it('list every command that exists', () => {
    const words = JSON.stringify(helpAnswer().blocks);
    for (const word of knownWords) expect(words).toContain(`/onepager ${word}`.trim());
  });

  it('show a number as the person meant it', () => {
    expect(unknownAnswer('#12', 'show').text).toContain('`/onepager show 12`');
  });

  it('keep what was typed behind a word that is nearly right', () => {
    expect(unknownAnswer('shwo', 'show', '99').text).toContain('`/onepager show 99`?');
    expect(unknownAnswer('decisons', 'decisions', 'since 1 Nov').text).toContain(
      '`/onepager decisions since 1 Nov`?',
    );
    expect(unknownAnswer('exprot', 'export').text).toContain('`/onepager export csv`?');
    expect(unknownAnswer('decisons', 'decisions', '`<!channel>').text).not.toContain('<!channel>');
  });

  it('repeat what was typed harmlessly and within limits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 4000 }), (typed) => {
        const { text, blocks } = unknownAnswer(`<!channel>${typed}`, findNearestWord(typed));
        expect(text).not.toContain('<!channel>');
        expect(lengthOf(text)).toBeLessThanOrEqual(limits.sectionText);
        expect(blocks.length).toBe(2);
      }),
    );
  });
});
