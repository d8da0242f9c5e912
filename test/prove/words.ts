import type { PlantedFault } from './planted.ts';

const text = 'src/platform/slack/text.ts';
const texts = 'src/platform/slack/text.test.ts';
const payload = 'src/platform/slack/payload.ts';
const payloads = 'src/platform/slack/payload.test.ts';
const markdown = 'src/features/export/message-markdown.ts';
const markdowns = 'src/features/export/message-markdown.test.ts';
const csv = 'src/features/export/message-csv.ts';
const time = 'src/lib/time.ts';
const times = 'src/lib/time.test.ts';

/** What people type, and what becomes of it wherever it is shown. */
export const wordFaults: readonly PlantedFault[] = [
  {
    ids: ['B-37'],
    file: text,
    find: `.replaceAll('<', '&lt;')`,
    put: '',
    test: texts,
    title: 'shows a broadcast as it was typed',
    also: true,
  },
  {
    ids: ['B-38', 'B-39', 'B-42'],
    file: text,
    find: `.replaceAll('<', '&lt;')`,
    put: '',
    test: texts,
    title: 'leaves nothing that Slack could read as a mention or a link',
    also: true,
  },
  {
    ids: ['B-45'],
    file: text,
    find: 'const head = firstCharacters(text, max - 1);',
    put: 'const head = text.slice(0, max - 1);',
    test: texts,
    title: 'counts code points and marks what it took away',
    also: true,
  },
  {
    ids: ['B-46'],
    file: text,
    find: String.raw`(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')`,
    put: String.raw`(?<![\ud800-\udbff])[\udc00-\udfff]/g, '$&')`,
    test: texts,
    title: 'replaces half a character',
    also: true,
  },
  {
    ids: ['B-47'],
    file: text,
    find: String.raw`\u202a-\u202e`,
    put: '',
    test: texts,
    title: 'takes out what cannot be seen and what turns the writing round',
  },
  {
    ids: ['B-49'],
    file: text,
    find: `.normalize('NFC')`,
    put: `.normalize('NFD')`,
    test: texts,
    title: 'composes letters, so that twins compare equal',
    also: true,
  },
  {
    ids: ['B-51'],
    file: text,
    find: String.raw`.replace(/\s|\u00a0|\u200c|\u200d|\u3164/g, '') === ''`,
    put: ` === ''`,
    test: texts,
    title: 'sees nothing in %j',
  },
  {
    ids: ['B-12'],
    file: payload,
    find: 'const values: Record<string, string | readonly string[] | null> = Object.create(null);',
    put: 'const values: Record<string, string | readonly string[] | null> = {};',
    test: payloads,
    title: 'is not poisoned by a block called %s',
    also: true,
  },
  {
    ids: ['B-19', 'B-20'],
    file: payload,
    find: 'return ids.length === 0 || ids.includes(workspaceId);',
    put: 'return true;',
    test: payloads,
    title: 'of %j is %s',
  },
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
    ids: ['B-53'],
    file: csv,
    find: `.replace(dangerous, "$1$2'$3")`,
    put: '',
    test: 'src/features/export/message-csv.test.ts',
    title: 'starts no formula, whichever sign a country takes for the separator',
    also: true,
  },
  {
    ids: ['B-60'],
    file: markdown,
    find: String.raw`/^(https?:\/\/|mailto:)`,
    put: `/^([a-z]+:)`,
    test: markdowns,
    title: 'never links %s',
    also: true,
  },
  {
    ids: ['B-61'],
    file: markdown,
    find: String.raw`.replace(/\r\n?|\n/g, '<br>')`,
    put: '',
    test: markdowns,
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
    find: String.raw`if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;`,
    put: 'if (text.length < 8) return false;',
    test: times,
    title: 'are told from other texts',
    also: true,
  },
  {
    ids: ['P38'],
    file: 'src/platform/log.ts',
    find: `line.replace(tokens, '[token]')`,
    put: 'line',
    test: 'src/platform/log.test.ts',
    title: 'blots out a token wherever it stands: %s',
    also: true,
  },
];
