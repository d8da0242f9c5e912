import type { PlantedFault } from './planted.ts';

const handlers = 'src/features/andon/handlers.ts';
const form = 'src/features/andon/form.ts';
const words = 'src/features/raised/concern-rules.ts';
const limits = 'test/andon/limits.test.ts';
const pulled = 'test/stores/andon.test.ts';

/** The anonymous cord. */
export const andonFaults: readonly PlantedFault[] = [
  {
    ids: ['B-81'],
    file: words,
    find: "if (/<[@#!]|(?:^|\\s)@[\\w.-]{2,}/.test(words)) return 'mention';",
    put: '',
    test: limits,
    title: 'flags a mention, a link to a message and a link to a file before anything is sent',
  },
  {
    ids: ['B-82'],
    file: words,
    find: "return words.replace(/[\\u{1F3FB}-\\u{1F3FF}]|:skin-tone-\\d:/gu, '');",
    put: 'return words;',
    test: limits,
    title: 'takes the tone out of a hand, and warns that style betrays',
  },
  {
    ids: ['B-83'],
    file: form,
    find: "if (isLinkAlone && values[cutField] === undefined) return { offers: 'cut' };",
    put: '',
    test: limits,
    title: 'shows what of a link can be one’s own, offers to cut it off',
    also: true,
  },
  {
    ids: ['B-84'],
    file: 'src/platform/slack/sealed-limiter.ts',
    find: 'const sealedLimits = { reports: 3,',
    put: 'const sealedLimits = { reports: 4,',
    test: pulled,
    title: 'takes three a week of a person, and answers the fourth in the form alone',
  },
  {
    ids: ['B-85'],
    file: 'src/features/andon/rules.ts',
    find: 'const mostPerSlot = 2;',
    put: 'const mostPerSlot = 20;',
    test: limits,
    title: 'posts two at a moment, and tells a count',
    sizes: '40 / 200 people',
  },
  {
    ids: ['B-86'],
    file: 'src/features/raised/rules.ts',
    find: "return andon.hideAskedBy === byUserId ? { refused: 'same-person' } : 'hides';",
    put: "return 'hides';",
    test: 'test/stores/answer.test.ts',
    title: 'has its words hidden by two people together, and the log says so',
  },
  {
    ids: ['B-87'],
    file: 'src/features/andon/rules.ts',
    find: ".replaceAll('O', '0')",
    put: '',
    test: limits,
    title: 'reads a code however it is written, and says the same whatever is wrong with one',
  },
  {
    ids: ['B-89'],
    file: handlers,
    find: 'if (isFew && !metadata.isAsked) {',
    put: 'if (isFew && parsed.isSure) {',
    test: pulled,
    title: 'asks a second time below five people, and keeps what was typed',
  },
  {
    ids: ['B-90'],
    file: 'src/features/andon/receipt-handlers.ts',
    find: "const reply = await (found.report.state === 'raised'",
    put: "const reply = await (found.report.state !== 'waiting' && change.words === ''",
    test: limits,
    title: 'lets nobody see when a follow-up was sent: it waits for a later moment',
    also: true,
  },
  {
    ids: ['B-91'],
    file: 'src/features/andon/store.ts',
    find: '      week_on: report.weekOn,',
    put: '      week_on: new Date().toISOString(),',
    test: pulled,
    title: 'keeps no person, no instant and nothing of the payload',
    also: true,
  },
  {
    ids: ['B-92'],
    file: 'src/platform/watching.ts',
    find: 'environment.NODE_OPTIONS?.split(/\\s+/) ?? []',
    put: '[]',
    test: 'src/platform/watching.test.ts',
    title: 'on the command line and in NODE_OPTIONS',
  },
  {
    ids: ['F-99'],
    file: 'src/platform/watching.ts',
    find: "if (core !== undefined && core !== '0') {",
    put: "if (core === 'never') {",
    test: 'src/platform/watching.test.ts',
    title: 'to disk',
  },
];
