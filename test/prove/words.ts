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
];
