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

  it('counts code points and marks what it took away', () => {
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
  it('shows a broadcast as it was typed', () => {
    expect(escape('<!channel> & <@U1>')).toBe('&lt;!channel&gt; &amp; &lt;@U1&gt;');
  });

  it('leaves nothing that Slack could read as a mention or a link', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(escape(text)).not.toMatch(/[<>]/);
      }),
    );
  });
});

describe('bold', () => {
  it('keeps its words on one line and its own stars out', () => {
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
  it('takes out what cannot be seen and what turns the writing round', () => {
    expect(clean('a\u0000b\u202ec\u200bd')).toBe('abcd');
  });

  it('composes letters, so that twins compare equal', () => {
    expect(clean('e\u0301')).toBe('\u00e9');
  });

  it('replaces half a character', () => {
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
  it.each(['', '  \n', '\u00a0', '\u200b\u200d', '\ufeff'])('sees nothing in %j', (text) => {
    expect(isBlank(text)).toBe(true);
  });

  it('sees a letter', () => {
    expect(isBlank(' a ')).toBe(false);
  });
});
