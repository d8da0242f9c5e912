// What an andon says: which assumption, one-pager or direction it doubts, a ready-made reason, words of one's own if any, and
// what should pause meanwhile. A doubt stops at what we believe, never at how something is written (ANDON-LEVEL). Nothing in
// here is about who doubts. What could lead to a person is asked to be taken out before it is sent: a mention, a link to a
// message, a link with a part of one's own; skin tones lose their colour. (ANDON; reliability.md B-81 to B-83)

import type { OnePagerId } from '../../lib/ids.ts';

/** What is doubted. */
export const abouts = ['assumption', 'onepager', 'direction'] as const;
/** The ready-made reasons, in the order of the form. */
export const reasons = ['because', 'evidence', 'number', 'guardrail', 'other'] as const;
/** What should rest until it is answered; a wish, nothing pauses by itself. */
export const pauses = ['nothing', 'test', 'onepager'] as const;
/** The public answers. */
export const answers = ['changed', 'tested', 'not-accepted'] as const;
/** What a reporter can add with the receipt. */
export const additions = ['words', 'withdrawal', 'not-answered'] as const;

/** One of `abouts`. */
export type About = (typeof abouts)[number];
/** One of `reasons`. */
export type Reason = (typeof reasons)[number];
/** One of `pauses`. */
export type Pause = (typeof pauses)[number];
/** One of `answers`. */
export type AnswerKind = (typeof answers)[number];
/** One of `additions`. */
export type AdditionKind = (typeof additions)[number];

/** A doubt, without anybody. */
export interface Concern {
  about: About;
  /** Missing when our direction is doubted. */
  onepagerId?: OnePagerId;
  /** The assumption's words as they were when it was doubted; empty otherwise. */
  assumption: string;
  reason: Reason;
  words: string;
  pause: Pause;
}

/** What everybody can read of an andon, without anybody's name; undefined when there is none. */
export interface PublicAndon extends Concern {
  state: 'open' | 'taken' | 'queued' | 'answered' | 'withdrawn';
  answer?: { kind: AnswerKind; words: string };
  isHidden: boolean;
}

/** What a team chose for its andons. */
export interface AndonSetting {
  /** How often a working day they are posted: once, twice or three times. */
  slots: 1 | 2 | 3;
  /** No andons while fewer than five people could send one. */
  isOffWhenFew: boolean;
}

/** What holds until a team chooses. */
export const defaultSetting: AndonSetting = { slots: 3, isOffWhenFew: false };

/** At most so many characters of one's own (Slack's field takes no more). */
const maxWords = 3000;

/** Why words are not taken as they are. */
export type WordsRefusal = 'too-long' | 'mention' | 'own-message' | 'own-link';

/** Checks somebody's own words, cleaned; undefined when nothing in them leads to a person by itself. */
export function checkWords(words: string): WordsRefusal | undefined {
  if (Array.from(words).length > maxWords) return 'too-long';
  if (/<[@#!]|(?:^|\s)@[\w.-]{2,}/.test(words)) return 'mention';
  if (/\.slack\.com\/(?:archives|files)\//i.test(words)) return 'own-message';
  if (findOwnParts(words).length > 0) return 'own-link';
  return undefined;
}

/** A link with something behind `?` or `#` that has a value: it may tell whose link it was. A sentence's marks are none of it. */
const ownLink = /(https?:\/\/[^\s?#]+)([?#]\S*=\S*?)(?=[.,;:!?)\]'"”»]*(?:\s|$))/gi;

/** What stands behind the links of a text and can be one person's alone, each once: `?u=17`. (reliability.md B-83) */
export function findOwnParts(words: string): string[] {
  return [...new Set([...words.matchAll(ownLink)].map(([, , part = '']) => part))];
}

/** The words with their links cut off before that. */
export function cutOwnParts(words: string): string {
  return words.replace(ownLink, '$1');
}

/** The words without what only one person may use: skin tones. */
export function neutralise(words: string): string {
  return words.replace(/[\u{1F3FB}-\u{1F3FF}]|:skin-tone-\d:/gu, '');
}

/** Whether a value is one of a list's. */
export function isOneOf<T extends string>(list: readonly T[], value: unknown): value is T {
  return list.some((one) => one === value);
}
