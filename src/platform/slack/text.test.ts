import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bold,
  clean,
  cut,
  cutMarkdown,
  dateToken,
  escape,
  isBlank,
  lengthOf,
  mention,
} from './text.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 200 });

describe('cut', () => {
  it('leaves a text that fits as it is', () => {
    expect(cut('four', 4)).toBe('four');
  });

  it('counts code points and marks what it took away (B-45)', () => {
    expect(cut('😀😀', 2)).toBe('😀😀');
    expect(cut('😀😀😀', 2)).toBe('😀…');
  });

  it('never leaves half an entity', () => {
    expect(cut('a &amp; b', 6)).toBe('a …');
  });

  it('never exceeds the limit, for any text', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 50 }), (text, max) => {
        expect(lengthOf(cut(text, max))).toBeLessThanOrEqual(max);
      }),
    );
  });
});

describe('cutMarkdown', () => {
  it('drops a mention that would be cut in two', () => {
    expect(cutMarkdown('ask <@U0ABC> now', 9)).toBe('ask …');
  });

  it('leaves a mention that fits', () => {
    expect(cutMarkdown('ask <@U0ABC> now', 14)).toBe('ask <@U0ABC> …');
  });
});

describe('escape', () => {
  it('shows a broadcast, a mention and what was escaped already as it was typed (B-37, B-38, B-40)', () => {
    expect(escape('&lt;!channel&gt;')).toBe('&amp;lt;!channel&amp;gt;');
    expect(escape('<!channel> & <@U1>')).toBe('&lt;!channel&gt; &amp; &lt;@U1&gt;');
  });

  it('leaves nothing that Slack could read as a mention or a link (B-39, B-42)', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(anyText, fc.constantFrom('<', '>', '|', '<!'))), (parts) => {
        expect(escape(parts.join(''))).not.toMatch(/[<>]/);
      }),
    );
    for (const typed of [
      '<@U1>',
      '<!subteam^S1>',
      '<https://evil|https://bank>',
      '<!date^0^x|y>',
    ]) {
      expect(escape(typed)).toBe(`&lt;${typed.slice(1, -1)}&gt;`);
    }
  });
});

describe('bold', () => {
  it('keeps its words on one line and its own stars out (B-43)', () => {
    expect(bold('one\n*two*')).toBe('*one ∗two∗*');
  });
});

describe('mention', () => {
  it('mentions an id of Slack', () => {
    expect(mention('U0ABC')).toBe('<@U0ABC>');
  });

  it('mentions nothing that is not one', () => {
    expect(mention('!channel')).toBe('somebody');
  });
});

describe('dateToken', () => {
  it('carries the instant, a form and a fallback that names its zone', () => {
    expect(dateToken(new Date('2026-12-01T09:00:00Z'), 'date-time')).toBe(
      '<!date^1796115600^\u2060{date_short_pretty} at {time}|2026-12-01 09:00 UTC>',
    );
  });
});

describe('clean', () => {
  it('takes out what cannot be seen and what turns the writing round (B-47)', () => {
    expect(clean('a\u0000b\u202ec\u200bd')).toBe('abcd');
  });

  it('composes letters, so that twins compare equal (B-49)', () => {
    expect(clean('e\u0301')).toBe('\u00e9');
  });

  it('makes of ten thousand empty lines one (B-52)', () => {
    expect(clean(`a${'\n'.repeat(10_000)}b`)).toBe('a\n\nb');
  });

  it('replaces half a character (B-46)', () => {
    expect(clean('x\ud800y')).toBe('x\ufffdy');
  });

  it('keeps emoji, joined ones too', () => {
    expect(clean('👩‍👩‍👧')).toBe('👩‍👩‍👧');
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(clean(clean(text))).toBe(clean(text));
      }),
    );
  });
});

describe('isBlank', () => {
  it.each(['', '  \n', '\u00a0', '\u200b\u200d', '\ufeff'])('sees nothing in %j (B-51)', (text) => {
    expect(isBlank(text)).toBe(true);
  });

  it('sees a letter', () => {
    expect(isBlank(' a ')).toBe(false);
  });
});
