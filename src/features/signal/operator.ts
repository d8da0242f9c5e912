/*
 * The four ways to hold a number against a limit, as signs or as words: `>=`, `≥`, `at least`,
 * `under`.
 */
import { roundValue } from './number.ts';

/** The four ways to compare with a limit. */
export type Operator = '>=' | '<=' | '>' | '<';

/** The sign of an operator as people read it: `≥` for `>=`. */
export function signOf(operator: Operator): string {
  return SIGNS[operator];
}

/** A rule or limit as people read it: `<=` is `≤`, `->` is `→`; nothing else of what was typed changes. */
export function withReadSigns(text: string): string {
  return text
    .replace(/ ?-+> ?/g, ' → ')
    .replace(/=>|>=/g, SIGNS['>='])
    .replace(/<=|=</g, SIGNS['<='])
    .trim();
}

const SIGNS: Readonly<Record<Operator, string>> = { '>=': '≥', '<=': '≤', '>': '>', '<': '<' };

/** A text cut at its operator: what stands before it, the operator, and what follows. */
export interface OperatorCut {
  before: string;
  operator: Operator;
  after: string;
  /** A sign (`<=`) rather than words (`at most`): signs are never part of an ordinary sentence. */
  isSign: boolean;
}

/**
 * Compares a value with a limit in the same unit; both are rounded first, so that 0.1 + 0.2 keeps
 * `<=0.3`.
 */
export function meetsOperator(operator: Operator, value: number, limit: number): boolean {
  const left = roundValue(value);
  const right = roundValue(limit);
  switch (operator) {
    case '>=':
      return left >= right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '<':
      return left < right;
  }
}

/**
 * Every place at which a tidy text can be cut at an operator, from left to right; longer operators
 * win.
 */
export function cutAtOperators(text: string): OperatorCut[] {
  return [...text.matchAll(OPERATORS)].flatMap((match) => {
    const operator = MEANING.get(match[0].toLowerCase());
    if (operator === undefined) return [];
    const end = match.index + match[0].length;
    return [
      {
        before: text.slice(0, match.index).trim(),
        operator,
        after: text.slice(end).trim(),
        isSign: !/\p{L}/u.test(match[0]),
      },
    ];
  });
}

const SPELLINGS: readonly (readonly [Operator, readonly string[]])[] = [
  ['>=', ['>=', '=>', '≥', '⩾', 'at least', 'no less than', 'not less than']],
  ['<=', ['<=', '=<', '≤', '⩽', 'at most', 'no more than', 'not more than', 'up to']],
  ['>', ['>', 'more than', 'above', 'over']],
  ['<', ['<', 'less than', 'fewer than', 'below', 'under']],
];

const MEANING: ReadonlyMap<string, Operator> = new Map(
  SPELLINGS.flatMap(([operator, names]) => names.map((name) => [name, operator] as const)),
);

const OPERATORS =
  /[><]=|=[><]|[≥⩾≤⩽><]|\b(?:at least|no less than|not less than|at most|no more than|not more than|up to|more than|above|over|less than|fewer than|below|under)\b/gi;
