import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { troubleNote } from './messages.ts';
import {
  type Destination,
  findGroup,
  groupTroubles,
  readGroupName,
  type Trouble,
  writeGroupName,
} from './rules.ts';

const day = { teamId: 'tm_1', notedOn: '2026-11-24', channelId: 'C1' } as const;
const destinations: fc.Arbitrary<Destination> = fc.oneof(
  fc.integer({ min: 1, max: 14 }).map((index) => ({ channelId: `C${index}` })),
  fc.integer({ min: 1, max: 3 }).map((index) => ({ userId: `U${index}` })),
);
const troubles: fc.Arbitrary<Trouble[]> = fc
  .array(
    fc.record({
      to: destinations,
      error: fc.constantFrom('is_archived', 'not_in_channel', 'missing_scope', 'user_disabled'),
      isPerhapsPosted: fc.boolean(),
    }),
    { maxLength: 40 },
  )
  .map((list) =>
    list.map((one, index) => ({
      ...one,
      ...{ messageId: `ms_${index}`, teamId: 'tm_1', notedOn: '2026-11-24', at: new Date(index) },
    })),
  );

describe('a day’s undelivered messages', () => {
  it('are each in exactly one group, which its button finds again', () => {
    fc.assert(
      fc.property(troubles, (list) => {
        const groups = groupTroubles(list);
        const grouped = groups.flatMap((group) => group.messageIds);
        expect(grouped.toSorted()).toEqual(list.map((one) => one.messageId).toSorted());
        for (const group of groups) {
          const name = readGroupName(writeGroupName(day, group));
          expect(name).toMatchObject({ teamId: 'tm_1', notedOn: '2026-11-24' });
          expect(name && findGroup(list, name)).toEqual(group);
        }
      }),
    );
  });

  it('fit one message, however many places they are for', () => {
    fc.assert(
      fc.property(troubles, (list) => {
        const { blocks, text } = troubleNote(day, groupTroubles(list));
        expect(blocks.length).toBeLessThanOrEqual(50);
        expect(text.length).toBeGreaterThan(0);
        expect(text.length).toBeLessThanOrEqual(4000);
      }),
    );
  });

  it('say what to do, in the number that is true', () => {
    const base = { teamId: 'tm_1', notedOn: '2026-11-24', at: new Date(0) } as const;
    const one = {
      ...base,
      messageId: 'ms_1',
      to: { channelId: 'C2' },
      isPerhapsPosted: false,
    } as const;
    const say = (...list: Trouble[]) => troubleNote(day, groupTroubles(list)).text;
    expect(say({ ...one, error: 'not_in_channel' })).toBe(
      'A message for <#C2> could not be posted. Barbell is not in that channel. Type `/invite @Barbell` there, then press *Post again*. Nothing is lost: it waits here.',
    );
    expect(
      say({ ...one, error: 'x' }, { ...one, messageId: 'ms_2', error: 'is_archived' }),
    ).toMatch(
      /^2 messages for <#C2> could not be posted\. The channel is archived.*they wait here/,
    );
    expect(say({ ...one, error: 'user_disabled', to: { userId: 'U7' } })).toMatch(
      /^A message for <@U7> alone could not be posted.*`user_disabled`.*name somebody else/,
    );
    expect(say({ ...one, error: 'perhaps_posted', isPerhapsPosted: true })).toBe(
      'Slack did not say whether a message arrived in <#C2>. Please look whether it is there.',
    );
    expect(say()).toMatch(/24 Nov is settled/);
    expect(readGroupName('ms_1')).toBeUndefined();
    expect(readGroupName('tm_1 yesterday C1')).toBeUndefined();
  });
});
