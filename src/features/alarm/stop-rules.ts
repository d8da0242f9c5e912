// A guardrail protects users only while somebody can say stop on it. That is so when the person who is named is a full member
// of the channel and has said yes, or was asked less than seven days ago; or when the team has a deputy who is there. It is
// not when they have left, are switched off or a guest, have said no, or never answered. The alarm names the one-pager and
// what is missing, not whose fault it is. (THRASH-4, STOP-OWNER; product.md *Alarms*)

import type { OnePagerId } from '../../lib/ids.ts';
import type { StopWord } from '../onepager/stop-rules.ts';
import type { Evidence, Finding } from './rules.ts';

/** A running guardrail, as far as this alarm reads it. */
export interface GuardFacts {
  id: OnePagerId;
  number: number;
  title: string;
  word: StopWord;
  /** Since when `word` is what it is, for *no* and *silent*. */
  wordAt: Date;
  /** When the person was named. */
  namedAt: Date;
  /** They left the channel or the workspace, or are a guest. */
  isGone: boolean;
  /** Somebody else stands in for them: a deputy of the team who accepted and is there. */
  hasDeputy: boolean;
  /** What lasts without a date of its own began after this, and was first seen then. */
  seen: { after: string; at: Date };
}

/** Nobody can say stop on a running guardrail; undefined while somebody can. */
export function findNobodyCanStop(facts: GuardFacts): Finding | undefined {
  const { id, number, title, word, seen } = facts;
  if (facts.hasDeputy) return undefined;
  const about = { kind: 'nobody-can-stop' as const, subject: id };
  const line = (what: string, at: Date): Evidence => ({ what, at, number, title });
  const named = line('named', facts.namedAt);
  if (facts.isGone) {
    const facts_ = `gone, named ${facts.namedAt.toISOString()}${seen.after}`;
    return { ...about, facts: facts_, sinceAt: seen.at, evidence: [named, line('gone', seen.at)] };
  }
  if (word !== 'no' && word !== 'silent') return undefined;
  const at = facts.wordAt;
  return {
    ...about,
    facts: `${word} ${at.toISOString()}`,
    sinceAt: at,
    evidence: [named, line(word, at)],
  };
}
