// A search of the log is typed as people talk: words, who (`@ana`, `by Ana`), what became of it (`stopped`), when (`since
// 1 Nov`, `until 2026-11-30`, `in March`), `due` (its day to look again has come) and `against the rule`. All of it must
// hold. A day without a year is the latest one that is not in the future, because the log knows only the past. What stands
// in quotes is nothing but words. What cannot be meant is said instead of guessed. (DECISION-REGISTER; product.md *Decide,
// and remember*)

import { addDays, type LocalDate } from '../../lib/time.ts';
import type { DecisionKind } from './rules.ts';
import { readDays } from './typed-day-rules.ts';

/** Where the next page of a search starts; entries written after the first page never shift it. */
export interface SearchPlace {
  skip: number;
  untilSeq: number;
}

/** A search as typed is at most this long, and becomes at most this many words. */
export const searchLimits = { words: 8, characters: 300, wordCharacters: 60 } as const;

/** Somebody whom a search may name. */
export interface SearchPerson {
  userId: string;
  name: string;
}

/** What is looked for. `from` and `until` are days in the searcher's zone, both included. */
export interface Search {
  words: string[];
  /** Any of these. */
  kinds: DecisionKind[];
  /** Decided by any of these people, or about a one-pager of theirs. */
  userIds: string[];
  from?: LocalDate;
  until?: LocalDate;
  isDue: boolean;
  isAgainstRule: boolean;
  isAgainstMajority: boolean;
  /** There were more words than are looked for. */
  wasCut: boolean;
}

/** Why a text cannot be searched for; `typed` is the part that was not understood. */
export type SearchRefusal =
  | { refused: 'no-words' }
  | { refused: 'too-long'; characters: number }
  | { refused: 'unknown-day'; typed: string }
  | { refused: 'unknown-person'; typed: string }
  | { refused: 'days-crossed'; from: LocalDate; until: LocalDate };

/** A search that finds everything. */
export const emptySearch: Search = {
  words: [],
  kinds: [],
  userIds: [],
  isDue: false,
  isAgainstRule: false,
  isAgainstMajority: false,
  wasCut: false,
};

/**
 * The words of a text as both engines index them: lower case, without accents, letters and digits only; scripts without
 * spaces give one word a character. The same function prepares entries and searches, so that they always meet.
 */
export function toWords(text: string): string[] {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/([\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}])/gu, ' $1 ')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => [...word].slice(0, searchLimits.wordCharacters).join(''));
}

/**
 * Reads what a person typed after `/onepager decisions`; `today` is their day, `people` are those they may name. Signs of a
 * query language mean nothing; nothing typed finds everything. Refuses what is over 300 characters, has no letter or digit,
 * or names a day or an `@person` that cannot be understood.
 */
export function parseSearch(
  text: string,
  today: LocalDate,
  people: readonly SearchPerson[],
): Search | SearchRefusal {
  const typed = text.trim();
  const characters = [...typed].length;
  if (characters > searchLimits.characters) return { refused: 'too-long', characters };
  const found: Found = { ...emptySearch, words: [], kinds: [], userIds: [] };
  const reader: Reader = { tokens: tokenise(typed), today, people: indexPeople(people) };
  for (let at = 0; at < reader.tokens.length; ) {
    const read = readAt(reader, at, found);
    if (typeof read !== 'number') return read;
    at += read;
  }
  const words = [...new Set(found.words)];
  const search: Search = {
    ...found,
    kinds: [...new Set(found.kinds)],
    userIds: [...new Set(found.userIds)],
    words: words.slice(0, searchLimits.words),
    wasCut: words.length > searchLimits.words,
  };
  if (characters > 0 && isEmptySearch(search)) return { refused: 'no-words' };
  const { from, until } = search;
  if (from !== undefined && until !== undefined && from > until) {
    return { refused: 'days-crossed', from, until };
  }
  return search;
}

/** Whether it looks for nothing in particular. */
export function isEmptySearch(search: Search): boolean {
  const { words, kinds, userIds, from, until } = search;
  const lists = words.length + kinds.length + userIds.length;
  const isMarked = search.isDue || search.isAgainstRule || search.isAgainstMajority;
  return lists === 0 && from === undefined && until === undefined && !isMarked;
}

type Found = Search;

interface Token {
  text: string;
  /** In lower case, without the punctuation around it. */
  key: string;
  isQuoted: boolean;
}

interface Reader {
  tokens: readonly Token[];
  today: LocalDate;
  /** User ids by the words of a name, joined with spaces; the longest name is tried first. */
  people: { idsByName: Map<string, string[]>; longest: number };
}

const kindWords: ReadonlyMap<string, DecisionKind> = new Map(
  (
    [
      ['opened', ['opened', 'started', 'published']],
      ['continue', ['continue', 'continued', 'continues', 'continuing']],
      ['change', ['change', 'changed', 'changes']],
      ['stop', ['stop', 'stopped', 'stops', 'killed']],
      ['promote', ['promote', 'promoted', 'promotes', 'promotion', 'promotions']],
      ['amend', ['amended', 'amendment', 'amendments']],
      ['other', ['other', 'others', 'logged']],
    ] satisfies [DecisionKind, string[]][]
  ).flatMap(([kind, words]) => words.map((word): [string, DecisionKind] => [word, kind])),
);

const fromWords = new Set(['from', 'since', 'after']);
const untilWords = new Set(['until', 'till', 'to', 'before']);
const spanWords = new Set(['on', 'in']);
const personWords = new Set(['by', 'owner', 'of', 'from']);

/** Reads what starts at this token into `found`; answers how many tokens that took, or why it cannot be meant. */
function readAt(reader: Reader, at: number, found: Found): number | SearchRefusal {
  const token = reader.tokens[at];
  if (token === undefined) return 1;
  if (token.isQuoted) {
    found.words.push(...toWords(token.text));
    return 1;
  }
  const days = readDaysAt(reader, at, found);
  if (days !== undefined) return days;
  const person = readPersonAt(reader, at, found);
  if (person !== undefined) return person;
  const marks = readMarksAt(reader, at, found);
  if (marks !== undefined) return marks;
  const kind = kindWords.get(token.key);
  if (kind === undefined) found.words.push(...toWords(token.text));
  else found.kinds.push(kind);
  return 1;
}

function readDaysAt(reader: Reader, at: number, found: Found): number | SearchRefusal | undefined {
  const key = reader.tokens[at]?.key ?? '';
  const isFrom = fromWords.has(key);
  const isUntil = untilWords.has(key);
  if (!isFrom && !isUntil && !spanWords.has(key)) return undefined;
  const rest = reader.tokens.slice(at + 1, at + 4);
  const quotedAt = rest.findIndex((token) => token.isQuoted);
  const typed = (quotedAt < 0 ? rest : rest.slice(0, quotedAt)).map((token) => token.text);
  const days = readDays(typed, reader.today);
  if (days === undefined) return undefined;
  if ('unreadable' in days) return { refused: 'unknown-day', typed: days.unreadable };
  if (key === 'after') found.from = addDays(days.until, 1);
  else if (key === 'before') found.until = addDays(days.from, -1);
  else {
    if (!isUntil) found.from = days.from;
    if (!isFrom) found.until = days.until;
  }
  return 1 + days.used;
}

function readPersonAt(
  reader: Reader,
  at: number,
  found: Found,
): number | SearchRefusal | undefined {
  const text = reader.tokens[at]?.text ?? '';
  const mentioned = /^<@([UW][A-Z0-9]+)(\|[^>]*)?>[.,;]?$/.exec(text)?.[1];
  if (mentioned !== undefined) {
    found.userIds.push(mentioned);
    return 1;
  }
  const isLed = personWords.has(reader.tokens[at]?.key ?? '') && !text.startsWith('@');
  const named = findName(reader, isLed ? at + 1 : at);
  if (named !== undefined) {
    found.userIds.push(...named.userIds);
    return named.used + (isLed ? 1 : 0);
  }
  const next = reader.tokens[at + 1];
  // `by <@U1>` and `by @nobody` are read at the next token; the word that leads to them is nothing to look for.
  if (isLed && next !== undefined && !next.isQuoted && /^(<@|@\p{L})/u.test(next.text)) return 1;
  if (/^@[\p{L}\p{N}]/u.test(text)) return { refused: 'unknown-person', typed: text };
  return undefined;
}

/** The longest name that starts at this token. */
function findName(reader: Reader, at: number): { userIds: string[]; used: number } | undefined {
  const { idsByName, longest } = reader.people;
  for (let used = longest; used >= 1; used -= 1) {
    const tokens = reader.tokens.slice(at, at + used);
    if (tokens.length < used || tokens.some((token) => token.isQuoted)) continue;
    const userIds = idsByName.get(nameKey(tokens.map((token) => token.text).join(' ')));
    if (userIds !== undefined) return { userIds, used };
  }
  return undefined;
}

function readMarksAt(reader: Reader, at: number, found: Found): number | undefined {
  const [key, ...after] = reader.tokens
    .slice(at, at + 3)
    .map((token) => (token.isQuoted ? '' : token.key));
  if (key === 'due' || key === 'overdue') {
    found.isDue = true;
    return 1;
  }
  if (key !== 'against') return undefined;
  const skipped = after[0] === 'the' ? 1 : 0;
  const what = after[skipped];
  if (what === 'rule' || what === 'rules') found.isAgainstRule = true;
  else if (what === 'majority') found.isAgainstMajority = true;
  else return undefined;
  return 2 + skipped;
}

function tokenise(text: string): Token[] {
  return [...text.matchAll(/["“”„«]([^"“”„«»]*)["“”»]|(\S+)/gu)].map(
    ([, quoted, bare = '']): Token => ({
      text: quoted ?? bare,
      key: bare.toLowerCase().replace(/^\p{P}+|\p{P}+$/gu, ''),
      isQuoted: quoted !== undefined,
    }),
  );
}

function indexPeople(people: readonly SearchPerson[]): Reader['people'] {
  const idsByName = new Map<string, string[]>();
  let longest = 0;
  for (const { userId, name } of people) {
    const key = nameKey(name);
    if (key === '') continue;
    idsByName.set(key, [...(idsByName.get(key) ?? []), userId]);
    // A name typed with spaces is as many tokens as it has white space.
    longest = Math.max(longest, name.trim().split(/\s+/).length);
  }
  return { idsByName, longest };
}

function nameKey(text: string): string {
  return toWords(text).join(' ');
}
