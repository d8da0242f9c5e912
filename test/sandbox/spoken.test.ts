import { describe, expect, it } from 'vitest';
import { spokenText } from '../../sandbox/web/text/spoken.ts';

const around = {
  personName: (id: string) => (id === 'U0ANA' ? 'Ana' : 'somebody'),
  channelName: (id: string) => (id === 'C1' ? 'growth' : undefined),
  tz: 'Europe/Berlin',
  now: new Date('2026-11-24T09:00:00.000Z'),
};

describe('what a screen reader hears of a new message', () => {
  it('is names, dates and words, and none of the markup', () => {
    const unix = Date.parse('2026-12-08T09:30:00.000Z') / 1000;
    const said = spokenText(
      `<@U0ANA> asks in <#C1>, *with \`Roles\` in settings*, until <!date^${unix}^{date} {time}|soon>; <https://x.org/a|the why> &amp; more`,
      around,
    );
    expect(said).toBe(
      'Ana asks in #growth, with Roles in settings, until December 8th 10:30 AM; the why & more',
    );
  });

  it('keeps each line, and names what it cannot find', () => {
    expect(spokenText('_one_\n\n<#C9> <!channel>\n```a <b```', around)).toMatch(
      /^one\n#private-channel @channel\na <b$/,
    );
  });
});
