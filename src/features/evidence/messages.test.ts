import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findLimitBreaks } from '../../../test/harness/limits.ts';
import { typedText } from '../../../test/harness/typed-text.ts';
import { context, section } from '../../platform/slack/blocks.ts';
import { clean } from '../../platform/slack/text.ts';
import { evidenceLine, evidenceLines, permalinkText } from './messages.ts';
import { type Evidence, isPermalink, knownAt } from './rules.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 24, 9, minute));

function evidence(why: string, minute = 0): Evidence {
  return {
    ...{ id: 'ev_1', workspaceId: 'T1', teamId: 'tm_1', onepagerId: 'op_1', channelId: 'C1' },
    ...{ ts: '1.1', permalink: 'https://x.slack.com/archives/C1/p11', byUserId: 'UBEN' },
    ...{ why, at: at(minute) },
  };
}

describe('isPermalink', () => {
  it.each(['https://x.slack.com/archives/C1/p11?thread_ts=1.1&cid=C1', 'http://127.0.0.1:4000/p1'])(
    'takes %s',
    (link) => {
      expect(isPermalink(link)).toBe(true);
    },
  );

  it.each([
    ...['', 'x.slack.com', 'javascript:alert(1)', 'slack://open', 'https://x y', 'https://x|y'],
    ...['https://x>', 'https://x<!channel>', `https://x/${'p'.repeat(250)}`],
  ])('takes nothing that could break out of a link: %s', (link) => {
    expect(isPermalink(link)).toBe(false);
    expect(permalinkText(link, 'message')).toBe('message (no link)');
  });
});

describe('knownAt', () => {
  it('is what was there at that instant, the instant included', () => {
    const all = [evidence('a', 1), evidence('b', 2), evidence('c', 3)];
    expect(knownAt(all, at(2)).map(({ why }) => why)).toEqual(['a', 'b']);
  });
});

describe('evidenceLine', () => {
  it('counts and tells the newest, or nothing at all', () => {
    expect(evidenceLine([])).toBeUndefined();
    expect(evidenceLine([evidence('one')])).toMatch(/^evidence: 1 message: one \(<https/);
    expect(evidenceLine([evidence('one'), evidence('two', 1)])).toMatch(/2 messages, .*: two/);
  });
});

describe('evidenceLines', () => {
  it('shows the newest and counts the older ones', () => {
    const lines = evidenceLines(
      Array.from({ length: 7 }, (_, index) => evidence(`e${index}`, index)),
    );
    expect(lines).toHaveLength(6);
    expect(lines[0]).toBe('and 2 earlier');
    expect(lines.at(-1)).toMatch(/message> · <@UBEN> · <!date.*: e6$/);
  });

  it('fits into a section, pinging nobody, whatever was typed', () => {
    fc.assert(
      fc.property(typedText().map(clean), fc.integer({ min: 1, max: 30 }), (why, many) => {
        const all = Array.from({ length: many }, () => evidence(why));
        const shown = [section(evidenceLines(all).join('\n')), context(evidenceLine(all) ?? '')];
        expect(findLimitBreaks({ text: 'x', blocks: shown })).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});
