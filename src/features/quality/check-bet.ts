/*
 * The checker of the quality bar: pure, total, at most one finding per thing to mend, in the order
 * of the form.
 */
import type { LocalDate } from '../../lib/time.ts';
import {
  fieldNames,
  findCounter,
  findDates,
  findEmptyClaims,
  findEvidence,
  findMissing,
  findSafety,
  findTooLong,
} from './blocking.ts';
import { findCoaching } from './coaching.ts';
import { type BetFacts, type BetFields, EMPTY_FIELDS, type Finding } from './rules.ts';
import { findSignals } from './signal-check.ts';

/**
 * Checks everything typed against the quality bar (QUALITY-BAR; product.md, *Write*). `today` is
 * the team's local date; a running one-pager is measured from `facts.startOn`. Never throws,
 * whatever was typed. Findings come in the order of the form, what blocks before what coaches;
 * publishing is possible when none blocks.
 */
export function checkBet(fields: BetFields, today: LocalDate, facts: BetFacts): Finding[] {
  const startOn = facts.startOn ?? today;
  const findings = [
    ...findMissing(fields),
    ...findTooLong(fields),
    ...findEmptyClaims(fields),
    ...findSignals(fields),
    ...findDates(fields, today),
    ...findCounter(fields, startOn),
    ...findSafety(fields, facts),
    ...findEvidence(fields),
    ...findCoaching(fields, startOn),
  ];
  return findings.toSorted((one, other) => placeOf(one) - placeOf(other));
}

/** Tells whether anything keeps a one-pager from being published. */
export function isBlocked(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.level === 'block');
}

const ORDER: readonly string[] = [...fieldNames(EMPTY_FIELDS), 'owner'];

function placeOf(finding: Finding): number {
  return ORDER.indexOf(finding.field) * 2 + (finding.level === 'block' ? 0 : 1);
}
