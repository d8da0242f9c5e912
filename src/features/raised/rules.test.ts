import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findLimitBreaks } from '../../../test/harness/limits.ts';
import { typedText } from '../../../test/harness/typed-text.ts';
import { clean } from '../../platform/slack/text.ts';
import {
  abouts,
  checkWords,
  cutOwnParts,
  findOwnParts,
  neutralise,
  pauses,
  reasons,
} from './concern-rules.ts';
import { andonBlocks, andonMessage, answerMessage, noteMessage, ownerMessage } from './messages.ts';
import { type Andon, checkActing, hide, standingOf } from './rules.ts';

const raisedAt = new Date('2026-11-24T09:17:00Z');

function andon(over: Partial<Andon> = {}): Andon {
  return {
    id: 'an_1',
    workspaceId: 'T1',
    teamId: 'tm_1',
    raisedAt,
    about: 'assumption',
    onepagerId: 'op_1',
    assumption: 'they stall',
    reason: 'because',
    words: 'no',
    pause: 'nothing',
    state: 'open',
    isReopened: false,
    isHidden: false,
    ...over,
  };
}

const on = (today: string) => ({ today, zone: 'Europe/Berlin' });

describe('standingOf', () => {
  it('says it when nobody has taken it for seven days, and when its day is over', () => {
    expect(standingOf(andon(), on('2026-11-30'))).toBe('new');
    expect(standingOf(andon(), on('2026-12-01'))).toBe('no-owner');
    const owned = andon({ ownerId: 'U5', dueOn: '2026-12-04' });
    expect(standingOf(owned, on('2026-12-04'))).toBe('owned');
    expect(standingOf(owned, on('2026-12-05'))).toBe('overdue');
  });
});

describe('ownerMessage', () => {
  it('says why it has no owner', () => {
    const said = (isReopened: boolean) => ownerMessage(andon({ isReopened }), 'Europe/Berlin').text;
    expect(said(false)).toMatch(/^This andon has had no owner since 24 Nov/);
    expect(said(true)).toMatch(/^This andon of 24 Nov.* is open again, .* and it has no owner/);
  });
});

describe('hide', () => {
  it('takes two different people, and words of its own', () => {
    expect(hide(andon(), 'U5')).toBe('asks');
    expect(hide(andon({ hideAskedBy: 'U5' }), 'U5')).toEqual({ refused: 'same-person' });
    expect(hide(andon({ hideAskedBy: 'U5' }), 'U6')).toBe('hides');
    expect(hide(andon({ words: '' }), 'U5')).toEqual({ refused: 'no-words' });
    expect(hide(andon({ isHidden: true }), 'U5')).toEqual({ refused: 'hidden' });
    expect(hide(undefined, 'U5')).toEqual({ refused: 'gone' });
  });
});

describe('checkActing', () => {
  it('refuses what is over', () => {
    expect(checkActing(andon())).toBeUndefined();
    expect(checkActing(andon({ state: 'queued' }))).toBeUndefined();
    expect(checkActing(andon({ state: 'answered' }))).toBe('answered');
    expect(checkActing(andon({ state: 'withdrawn' }))).toBe('withdrawn');
    expect(checkActing(undefined)).toBe('gone');
  });
});

describe('checkWords', () => {
  it.each([
    ['see <@U1>', 'mention'],
    ['ask @ana', 'mention'],
    ['https://x.slack.com/archives/C1/p1', 'own-message'],
    ['https://a.example/b?u=17', 'own-link'],
    ['x'.repeat(3001), 'too-long'],
    ['a@b is 3 < 4, https://a.example/b', undefined],
    ['x'.repeat(3000), undefined],
  ])('%j: %s', (words, why) => {
    expect(checkWords(words)).toBe(why);
  });

  it.each([
    ['see https://a.example/b?u=17, page three', '?u=17', 'see https://a.example/b, page three'],
    ['(https://a.example/b#at=9).', '#at=9', '(https://a.example/b).'],
    ['https://a.example/b?u=a,b;c=2 yes', '?u=a,b;c=2', 'https://a.example/b yes'],
    ['https://a.example/b?u=', '?u=', 'https://a.example/b'],
  ])('cuts what may be one’s own off a link and leaves the sentence: %j', (words, part, left) => {
    expect(findOwnParts(words)).toEqual([part]);
    expect(cutOwnParts(words)).toBe(left);
    expect(checkWords(left)).toBeUndefined();
  });

  it('takes the tone out of a hand and leaves the hand', () => {
    expect(neutralise('👍🏽 :wave::skin-tone-4:')).toBe('👍 :wave:');
  });
});

describe('what people read', () => {
  it('fits into Slack, pinging nobody, whatever was typed', () => {
    const anyWords = fc.oneof(
      typedText().map(clean),
      fc.constant('&<>'.repeat(1000)),
      fc.constant(`${'\n'.repeat(2)}x`.repeat(900)),
    );
    const anyAndon = fc.record({
      about: fc.constantFrom(...abouts),
      reason: fc.constantFrom(...reasons),
      pause: fc.constantFrom(...pauses),
      state: fc.constantFrom('open', 'taken', 'queued', 'answered', 'withdrawn'),
      isHidden: fc.boolean(),
      isReopened: fc.boolean(),
    });
    fc.assert(
      fc.property(anyAndon, anyWords, anyWords, (over, words, assumption) => {
        const answer = {
          kind: 'tested',
          words: words.slice(0, 2000),
          byUserId: 'U5',
          at: raisedAt,
        } as const;
        const shown = andon({ ...over, words, assumption, hideAskedBy: 'U5', answer });
        const view = { andon: shown, onepager: { number: 12, title: words } };
        for (const content of [
          andonMessage(view),
          answerMessage(shown),
          noteMessage({ id: 'an_2', kind: 'words', words }),
          {
            text: 'x',
            blocks: andonBlocks(
              Array.from({ length: 30 }, () => view),
              on('2026-12-05'),
            ),
          },
        ]) {
          expect(findLimitBreaks(content)).toEqual([]);
        }
      }),
      { numRuns: 25 },
    );
  });
});
