import type { PlantedFault } from './planted.ts';

const time = 'src/lib/time.ts';
const times = 'src/lib/time.test.ts';

/** What does not fit, days and times that are none, and what is written into files. */
export const wordFaults: readonly PlantedFault[] = [
  {
    ids: ['P13', 'B-44'],
    file: 'src/platform/slack/blocks.ts',
    find: 'limits.header',
    put: 'limits.sectionText',
    test: 'src/platform/slack/blocks.test.ts',
    title: 'fit Slack’s limits in a message, whatever the words are',
    also: true,
    sizes: 'P13: 100 messages and 100 forms of random words / 100,000 documents',
  },
  {
    ids: ['B-61'],
    file: 'src/features/export/message-markdown.ts',
    find: String.raw`.replace(/\r\n?|\n/g, '<br>')`,
    put: '',
    test: 'src/features/export/message-markdown.test.ts',
    title: 'shows what was typed, on one line, with no sign left that means something',
    also: true,
  },
  {
    ids: ['B-65'],
    file: time,
    find: String.raw`/^([01]\d|2[0-3]):[0-5]\d$/`,
    put: String.raw`/^\d\d:\d\d$/`,
    test: times,
    title: 'are told from other texts',
    also: true,
  },
  {
    ids: ['B-67'],
    file: time,
    find: 'getUTCDate() === Number(text.slice(8))',
    put: 'getUTCDate() > 0',
    test: times,
    title: 'are told from other texts',
    also: true,
  },
  {
    ids: ['B-41'],
    file: 'src/platform/slack/client.ts',
    find: "    parse: 'none',\n    link_names: false,\n  } as const;",
    put: "    parse: 'full',\n    link_names: true,\n  } as const;",
    test: 'src/platform/slack/client.test.ts',
    title: 'a message asks Slack to look for no names and no links in its words',
  },
  {
    ids: ['B-62'],
    file: 'src/features/help/rules.ts',
    find: 'changes * 2 <= candidate.length',
    put: 'changes === 0',
    test: 'src/features/help/rules.test.ts',
    title: 'for a call for help',
    also: true,
  },
  {
    ids: ['B-68'],
    file: 'src/features/signal/measure.ts',
    find: 'if (match === null) return undefined;',
    put: "if (match === null) return { value: 0, unit: 'plain', suffix: '' };",
    test: 'src/features/reading/rules.test.ts',
    title: 'for no number, and says how one is written',
    also: true,
  },
  {
    ids: ['B-73'],
    file: 'src/features/review/store-vote.ts',
    find: "conflict.columns(['card_id', 'user_id']).doUpdateSet(columns)",
    put: "conflict.columns(['card_id', 'user_id']).doNothing()",
    test: 'test/stores/review-store.test.ts',
    title: 'keeps one vote a person, the last, also of several at once',
    also: true,
  },
];
