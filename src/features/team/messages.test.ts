import type { KnownBlock } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { dateToken, lengthOf, limits } from '../../platform/slack/text.ts';
import { calendarAction } from './calendar-rules.ts';
import {
  describeReview,
  pausedNote,
  resumedNote,
  settingsNote,
  setupCard,
  teamActions,
  teamCard,
  teamChoice,
} from './messages.ts';
import { rolesForm } from './role-form.ts';
import {
  askEndNote,
  askRefusalWords,
  fewHoldersText,
  mayNotNameText,
  releaseRefusalWords,
  roleAnswer,
  roleQuestion,
  roleTakenNote,
} from './role-messages.ts';
import { ROLES_IN_ORDER } from './role-rules.ts';
import { changeSettings } from './settings-rules.ts';
import { makeTeam } from './setup-rules.ts';

const now = new Date('2026-11-21T09:00:00Z');
const team = makeTeam(
  {
    ...{ id: 'tm_1', workspaceId: 'T1', channelId: 'C1', userId: 'U1', zone: 'Europe/Berlin' },
    ...{ reviewWeekday: 2, reviewTime: '10:00', rollupChannelId: 'C2' },
  },
  now,
);
const nasty = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.constantFrom('<!channel>', '*bold* `code`', '\u202eabc', '👩‍👩‍👧‍👦'.repeat(200), ''),
);

function buttonsOf(content: MessageContent): { actionId: string; value: string | undefined }[] {
  return content.blocks.flatMap((block: KnownBlock) =>
    block.type === 'actions'
      ? block.elements.flatMap((element) =>
          element.type === 'button'
            ? [{ actionId: element.action_id ?? '', value: element.value }]
            : [],
        )
      : [],
  );
}

function checkLimits(content: MessageContent): void {
  const text = JSON.stringify(content.blocks);
  expect(content.text).not.toBe('');
  expect(content.blocks.length).toBeLessThanOrEqual(limits.messageBlocks);
  expect(lengthOf(text)).toBeLessThan(limits.messageBlocksText);
  for (const block of content.blocks) {
    // A button's label is plain text, which pings nobody.
    if (block.type !== 'actions') expect(JSON.stringify(block)).not.toContain('<!channel>');
    if (block.type === 'section') {
      expect(lengthOf(block.text?.text ?? '')).toBeLessThanOrEqual(limits.sectionText);
    }
    if (block.type !== 'actions') continue;
    const ids = block.elements.map((element) => element.action_id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeLessThanOrEqual(25);
  }
}

describe('teamCard', () => {
  it('says the rhythm in words and offers the first one-pager', () => {
    const card = teamCard({ team, stopOwnerIds: ['U2'], firstWeekOn: '2026-11-23' });
    const words = JSON.stringify(card.blocks);
    expect(words).toContain('Every Tue 10:00, closes Wed 17:00');
    expect(words).toContain('Every Thu 15:00, <#C2>');
    expect(words).toContain('<@U2>');
    expect(words).toContain(`<!date^${Date.parse('2026-11-24T09:00:00Z') / 1000}^`);
    expect(buttonsOf(card)).toEqual([
      { actionId: teamActions.writeOnePager, value: 'tm_1' },
      { actionId: teamActions.settings, value: 'tm_1' },
      { actionId: calendarAction, value: 'tm_1' },
    ]);
    checkLimits(card);
  });

  it('says *every second* for two weeks', () => {
    expect(describeReview({ ...team, rhythmDays: 14 })).toMatch(/^Every second Tue/);
  });
});

describe('setupCard', () => {
  it('has the one button, but none where a team cannot live', () => {
    expect(buttonsOf(setupCard('C1', false))).toEqual([
      { actionId: teamActions.setUp, value: 'C1' },
    ]);
    expect(buttonsOf(setupCard('C1', true))).toEqual([]);
  });
});

describe('settingsNote', () => {
  it('lists before and after, and weeks without a review', () => {
    const { changes } = changeSettings(team, {
      ...team,
      reviewTime: '14:00',
      rollupChannelId: 'C1',
    });
    const settled = { team, skippedReviewsOn: ['2026-11-30'], skippedRollupsOn: ['2026-12-07'] };
    const note = settingsNote({ byUserId: 'U1', changes, settled, next: now });
    const words = JSON.stringify(note.blocks);
    expect(words).toContain('Review: Tue 10:00 → Tue 14:00');
    expect(words).toContain('Roll-up channel: <#C2> → <#C1>');
    expect(words).toContain('No review in the week of 30 Nov');
    expect(words).toContain('No roll-up in the week of 7 Dec');
    checkLimits(note);
  });
});

describe('every message of a team', () => {
  it('keeps Slack’s limits and pings nobody, whatever people call things', () => {
    const names = fc.array(nasty, { maxLength: 60 });
    fc.assert(
      fc.property(nasty, names, (userId, channelNames) => {
        const odd = { ...team, setUpBy: userId, channelId: userId };
        const { changes } = changeSettings(team, { ...team, rollupChannelId: userId });
        checkLimits(
          teamChoice(channelNames.map((name, index) => ({ id: `tm_${index}` as const, name }))),
        );
        const settled = { team: odd, skippedReviewsOn: [], skippedRollupsOn: [] };
        checkLimits(settingsNote({ byUserId: userId, changes, settled, next: now }));
        checkLimits(teamCard({ team: odd, stopOwnerIds: [userId] }));
        checkLimits(pausedNote(odd, 'removed'));
        checkLimits(pausedNote(odd, 'shared'));
        checkLimits(resumedNote(odd, now));
        for (const role of ROLES_IN_ORDER) {
          checkLimits(roleQuestion({ team: odd, byUserId: userId, role, askedAt: now }));
          checkLimits(roleTakenNote({ team: odd, role, byUserId: userId, why: 'replaced' }));
          for (const end of ['accepted', 'declined', 'expired'] as const) {
            checkLimits(roleAnswer({ team: odd, role, end }));
            checkLimits(askEndNote({ team: odd, role, userId, end }));
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('roles', () => {
  it('ask somebody in whole sentences, and say again what they took on when they accept', () => {
    const said = roleQuestion({ team, byUserId: 'U1', role: 'key-holder', askedAt: now }).text;
    const means = 'A major decision is taken back only when two key-holders turn their key.';
    expect(said).toBe(`<@U1> asks you to be a key-holder in <#C1>. ${means}`);
    expect(roleAnswer({ team, role: 'key-holder', end: 'accepted' }).text).toBe(
      `You are a key-holder in <#C1>. ${means} Thank you.`,
    );
  });

  it('show since when somebody is asked as part of the sentence', () => {
    const view = rolesForm({
      ...{ team, keyHolders: 3, viewerId: 'U1', mayName: true },
      roles: [{ userId: 'U2', role: 'deputy', askedAt: now, isAccepted: false }],
    });
    const since = dateToken(now, 'inner-date');
    expect(JSON.stringify(view.blocks)).toContain(`<@U2> (asked ${since}; no answer yet)`);
  });

  it('says how many key-holders are missing, and nothing when there are enough', () => {
    expect(fewHoldersText(0, 3)).toContain('No key-holder yet');
    expect(fewHoldersText(0, 3)).toContain('Name three;');
    expect(fewHoldersText(1, 3)).toContain('Name two more;');
    expect(fewHoldersText(2, 3)).toContain('Name one more;');
    expect(fewHoldersText(2, 3)).toContain('2 of 3 key-holders');
    expect(fewHoldersText(3, 3)).toBeUndefined();
  });

  it('asks for nobody more while enough are asked', () => {
    expect(fewHoldersText(0, 3, 3)).toContain(
      'Enough are asked: what is missing is that they accept.',
    );
    expect(fewHoldersText(1, 3, 1)).toContain('Name one more;');
  });

  it('says in one sentence what to do when something is refused', () => {
    expect(mayNotNameText(['U1', 'U2'])).toContain('Ask <@U1>, <@U2>.');
    expect(mayNotNameText([])).not.toContain('Ask');
    for (const text of [...Object.values(askRefusalWords), ...Object.values(releaseRefusalWords)]) {
      expect(text).toMatch(/^[A-Z].*\.$/);
    }
  });
});
