import type { Button } from '@slack/types';
import { button } from '../../platform/slack/blocks.ts';
import { bold, cut, escape, oneLine } from '../../platform/slack/text.ts';
import {
  type AnswerKind,
  type Concern,
  findOwnParts,
  type Pause,
  type Reason,
  type WordsRefusal,
} from './concern-rules.ts';

/** The ready-made reasons as people read them. */
export const reasonWords: Readonly<Record<Reason, string>> = {
  because: 'The because does not hold',
  evidence: 'I have seen evidence against it',
  number: 'The number can rise without users gaining',
  guardrail: 'Nobody watches the guardrail',
  other: 'Something else, in my own words',
};

/** What should rest, as people choose it. */
export const pauseWords: Readonly<Record<Pause, string>> = {
  nothing: 'Nothing',
  test: 'This test',
  onepager: 'This one-pager',
};

/** The public answers as people read them. */
export const answerWords: Readonly<Record<AnswerKind, string>> = {
  changed: 'Changed',
  tested: 'Tested',
  'not-accepted': 'Not accepted, because',
};

/** Why words are not taken, and what to do; the parts of links that are meant are named. */
export function refusalOf(refusal: WordsRefusal, words: string): string {
  if (refusal !== 'own-link') return wordsRefusals[refusal];
  return cut(`${wordsRefusals[refusal]} It is: ${findOwnParts(words).join(' ')}`, 500);
}

const wordsRefusals: Readonly<Record<WordsRefusal, string>> = {
  'too-long': 'This is longer than 3,000 characters. Please shorten it; nothing was sent.',
  mention:
    'There is a mention of a person or channel in it, which can lead to you. Please write it without; nothing was sent.',
  'own-message':
    'There is a link to a message or file in it, which can lead to you. Please take it out; nothing was sent.',
  'own-link':
    'The part of a link after “?” or “#” can be yours alone. Please cut it off there; nothing was sent.',
};

/** What an andon is about: `#12 Action X first: “stallers don’t know what is next”`. */
export function aboutWords(
  concern: Pick<Concern, 'about' | 'assumption'>,
  onepager: { number: number; title: string } | undefined,
): string {
  if (concern.about === 'direction' || onepager === undefined) return 'Our direction';
  const name = bold(cut(`#${onepager.number} ${onepager.title}`, 150));
  const assumption = cut(escape(oneLine(concern.assumption)), 400);
  return concern.about === 'assumption' ? `${name}: “${assumption}”` : name;
}

/** The same as plain text, for a file. */
export function plainAbout(
  concern: Pick<Concern, 'about' | 'assumption'>,
  onepager: { number: number; title: string } | undefined,
): string {
  if (concern.about === 'direction' || onepager === undefined) return 'Our direction';
  const name = `#${onepager.number} ${onepager.title}`;
  return concern.about === 'assumption' ? `${name}: “${oneLine(concern.assumption)}”` : name;
}

/** What is off and what should pause, on one line. */
export function doubtWords(concern: Pick<Concern, 'reason' | 'pause'>): string {
  const reason = concern.reason === 'other' ? 'Something else' : reasonWords[concern.reason];
  const pause =
    concern.pause === 'nothing'
      ? ''
      : ` · asks to pause: ${pauseWords[concern.pause].toLowerCase()}`;
  return `${reason}${pause}`;
}

/** Somebody's own words as a quotation, safe; empty when there are none. */
export function quoteWords(words: string, max = 2500): string {
  return words === '' ? '' : cut(quote(words), max);
}

const pieceLength = 2400;
/** All blocks of a message together have their limit too. */
const allLength = 6600;

/** Somebody's own words as quotations that fit a section each; what is too much for a message ends in `…`. */
export function pieces(words: string): string[] {
  const found: string[] = [];
  let piece = '';
  let used = 0;
  for (const character of words) {
    // What a quotation makes of it: an entity, or a new line with its mark.
    const length = character === '\n' ? 3 : escape(character).length;
    if (used + length > allLength) return [...found, quote(`${piece}…`)];
    used += length;
    piece += character;
    if (used <= pieceLength * (found.length + 1)) continue;
    found.push(quote(piece));
    piece = '';
  }
  return piece === '' ? found : [...found, quote(piece)];
}

function quote(words: string): string {
  return escape(words)
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
}

/** The id of the button that opens the form; its value is empty. */
export const pullAction = 'andon.open';

/** *Pull the andon*, for any message and for Home. */
export function pullButton(): Button {
  return button({ label: 'Pull the andon (anonymous)', actionId: pullAction, value: 'andon' });
}
