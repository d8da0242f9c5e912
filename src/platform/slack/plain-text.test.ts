import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listMentioned, toPlainText } from './plain-text.ts';
import { clean, escape } from './text.ts';

const nameOf = (userId: string) => (userId === 'U1' ? 'Ana' : undefined);

describe('toPlainText', () => {
  it.each([
    ['<@U1> says 3 &lt; 4 &amp;&amp; 5 &gt; 4', '@Ana says 3 < 4 && 5 > 4'],
    ['<@U2> and <@U3|ben>', '@somebody and @ben'],
    ['<https://example.org/a?b=1&amp;c=2|the board>', 'the board (https://example.org/a?b=1&c=2)'],
    ['<https://example.org>', 'https://example.org'],
    ['<mailto:a@b.org|a@b.org>', 'a@b.org'],
    ['<#C1|growth> <#C2|> <!here> <!subteam^S1|@crew>', '#growth #channel @here @crew'],
  ])('reads %s', (mrkdwn, plain) => {
    expect(toPlainText(mrkdwn, nameOf)).toBe(plain);
  });

  it('gives back what was typed, whatever Slack had to escape in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (typed) => {
        expect(toPlainText(escape(typed), nameOf)).toBe(clean(typed));
      }),
    );
  });
});

it('listMentioned names each person once, and not more than asked for', () => {
  expect(listMentioned('<@U1> <@U2|b> <@U1> <#C1> <@U3>', 2)).toEqual(['U1', 'U2']);
});
