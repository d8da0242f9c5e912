// A word after /onepager that nobody knows gets the nearest one that exists, as a question, with the list of all.
// Nearest is the fewest letters to change, but only when at least half of the word is right.
// Some common words are understood outright, and a number alone means: show it. What is pressed rather than typed says where.

import { countChanges } from '../../lib/text.ts';

/** The words that follow `/onepager`, in the order in which help lists them; the bare command is the empty one. */
export const knownWords = [
  '',
  'list',
  'show',
  'decisions',
  'defaults',
  'export',
  'vote',
  'away',
  'scene',
  'settings',
  'receipt',
  'help',
] as const;

/** One of the words that exist. */
export type KnownWord = (typeof knownWords)[number];

const meant: Readonly<Record<string, KnownWord>> = {
  add: '',
  create: '',
  draft: '',
  new: '',
  write: '',
  all: 'list',
  running: 'list',
  open: 'show',
  view: 'show',
  default: 'defaults',
  floor: 'defaults',
  csv: 'export',
  download: 'export',
  json: 'export',
  find: 'decisions',
  history: 'decisions',
  log: 'decisions',
  search: 'decisions',
  example: 'scene',
  examples: 'scene',
  scenes: 'scene',
  votes: 'vote',
  holiday: 'away',
  holidays: 'away',
  off: 'away',
  vacation: 'away',
  config: 'settings',
  preferences: 'settings',
  setup: 'settings',
  'set-up': 'settings',
  andon: 'receipt',
  code: 'receipt',
  commands: 'help',
};

/** What is no command of its own: it begins with a press, where it is about something. */
export type ElsewhereWord = 'freeze' | 'alarms' | 'deviation';

const elsewhere: Readonly<Record<string, ElsewhereWord>> = {
  freeze: 'freeze',
  frozen: 'freeze',
  unfreeze: 'freeze',
  stopline: 'freeze',
  'stop-the-line': 'freeze',
  alarm: 'alarms',
  alarms: 'alarms',
  deviation: 'deviation',
  deviations: 'deviation',
  deviate: 'deviation',
  dare: 'deviation',
};

/** What a word means that is pressed rather than typed, or undefined. */
export function findElsewhere(word: string): ElsewhereWord | undefined {
  const typed = word.toLowerCase().slice(0, 40);
  return Object.hasOwn(elsewhere, typed) ? elsewhere[typed] : undefined;
}

/** The word that was most likely meant, or undefined when nothing is near; a number means *show* it. */
export function findNearestWord(word: string): KnownWord | undefined {
  const typed = word.toLowerCase().slice(0, 40);
  if (/^#?\d+$/.test(typed)) return 'show';
  const known = meant[typed];
  if (known !== undefined && Object.hasOwn(meant, typed)) return known;
  let nearest: KnownWord | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const candidate of knownWords) {
    const changes = countChanges(typed, candidate);
    if (changes < fewest && changes * 2 <= candidate.length) {
      nearest = candidate;
      fewest = changes;
    }
  }
  return nearest;
}
