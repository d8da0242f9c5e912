/*
 * What has to be there before a one-pager runs: fields, dates, safety. The signals have their own
 * file.
 */
import { daysBetween, isLocalDate, type LocalDate } from '../../lib/time.ts';
import { parseGuardrail } from '../signal/guardrail.ts';
import { isEmptyText, MAX_FIELD_LENGTH } from '../signal/plain-text.ts';
import { isTargetAtNow, parseTarget } from './aim.ts';
import { listLinks } from './link.ts';
import { type BetFacts, type BetFields, type Finding, PROBE_DAYS } from './rules.ts';
import { shareRepeated } from './words.ts';

/** From this share of repeated words on, *because* says nothing that the mechanism did not say. */
const REPEATS_FROM = 0.75;

/** Missing fields, in the order of the form (ONEPAGER, AIM, MECHANISM, GUARDRAIL). */
export function findMissing(fields: BetFields): Finding[] {
  return REQUIRED.filter(([field]) => isEmptyText(fields[field])).map(
    ([field, id, why, example]) => ({ id, level: 'block', field, why, example }),
  );
}

/** Fields longer than Slack and the log can hold (B-44), counted as Slack counts: in code points. */
export function findTooLong(fields: BetFields): Finding[] {
  return fieldNames(fields).flatMap((field): Finding[] => {
    const length = Array.from(fields[field]).length;
    if (length <= MAX_FIELD_LENGTH) return [];
    return [
      {
        id: 'too-long',
        level: 'block',
        field,
        why: `This holds ${length} characters; up to ${MAX_FIELD_LENGTH} fit.`,
        example: 'Two or three sentences here, and a link to the rest.',
      },
    ];
  });
}

/**
 * A *because* that only says the mechanism again (QUALITY-BAR), and an aim that wants what is there
 * already.
 */
export function findEmptyClaims(fields: BetFields): Finding[] {
  const findings: Finding[] = [];
  const said = `${fields.change} ${fields.moves}`;
  if (!isEmptyText(fields.because) && shareRepeated(fields.because, said) >= REPEATS_FROM) {
    findings.push({
      id: 'because-repeats',
      level: 'block',
      field: 'because',
      why: 'This says the change again; a cause says what is true of people that makes the change work.',
      example: 'people stall at step N not knowing what is next',
    });
  }
  const target = parseTarget(fields.target);
  if (target !== undefined && isTargetAtNow(target)) {
    findings.push({
      id: 'aim-at-now',
      level: 'block',
      field: 'target',
      why: 'Now and target are the same, so nothing would have to change.',
      example: '27% -> 35%',
    });
  }
  return findings;
}

/** Dates that are no dates, and a gate that has passed (product.md, *Bad input gets*). */
export function findDates(fields: BetFields, today: LocalDate): Finding[] {
  const unreadable = DATE_FIELDS.filter(
    (field) => !isEmptyText(fields[field]) && !isLocalDate(fields[field]),
  ).map(
    (field): Finding => ({
      id: 'date-unreadable',
      level: 'block',
      field,
      why: 'This is not a day in the calendar.',
      example: today,
    }),
  );
  if (!isLocalDate(fields.gateOn) || fields.gateOn >= today) return unreadable;
  const past: Finding = {
    id: 'gate-past',
    level: 'block',
    field: 'gateOn',
    why: 'This day has passed, so the rule could not be judged on it.',
    example: 'Two weeks from today is a good first gate.',
  };
  return [...unreadable, past];
}

/**
 * The safety net: a readable limit, a person who may say stop, an owner, a way back
 * (GUARDRAIL-PICKER, FIT-CHECK).
 */
export function findSafety(fields: BetFields, facts: BetFacts): Finding[] {
  const findings: Finding[] = [];
  if (!isEmptyText(fields.guardrail) && parseGuardrail(fields.guardrail) === undefined) {
    findings.push({
      id: 'guardrail-unreadable',
      level: 'block',
      field: 'guardrail',
      why: 'This needs something to watch and its limit in one line.',
      example: 'errors <= 0.1%',
    });
  }
  if (!isEmptyText(fields.stopOwnerId) && !facts.hasStopOwner) {
    findings.push({
      id: 'stop-owner-unable',
      level: 'block',
      field: 'stopOwnerId',
      why: 'This person cannot say stop at the moment: only an active full member of the team can.',
      example: 'Somebody in the channel who is there while the test runs.',
    });
  }
  if (fields.isReversible === 'no') {
    findings.push({
      id: 'irreversible',
      level: 'block',
      field: 'isReversible',
      why: 'What cannot be undone is too big for a test; try it aside as a spike, or find a slice that can be undone.',
      example: 'The new flow for one segment, behind a flag that turns it off.',
    });
  }
  if (!facts.hasOwner) findings.push(OWNER_MISSING);
  if (facts.areCoAuthorsHere === false) findings.push(CO_AUTHOR_UNABLE);
  return findings;
}

/**
 * A bet (gate more than 14 days away) has to watch what it might be hurting (SHADOW-METRIC, T25).
 */
export function findCounter(fields: BetFields, startOn: LocalDate): Finding[] {
  if (!isLocalDate(fields.gateOn) || !isEmptyText(fields.counterName)) return [];
  if (daysBetween(startOn, fields.gateOn) <= PROBE_DAYS) return [];
  return [
    {
      id: 'counter-missing',
      level: 'block',
      field: 'counterName',
      why: `A gate more than ${PROBE_DAYS} days away makes this a bet, and a bet also watches what it might be hurting.`,
      example: 'Unsubscribe rate, now 0.4%, continue if <=0.5%',
    },
  ];
}

/** Evidence that is no address cannot be opened at the review. */
export function findEvidence(fields: BetFields): Finding[] {
  const line = listLinks(fields.evidenceLinks).find(({ url }) => url === undefined);
  if (line === undefined) return [];
  return [
    {
      id: 'evidence-unreadable',
      level: 'block',
      field: 'evidenceLinks',
      why: `“${line.words.slice(0, 60)}” does not begin with an address that a browser opens.`,
      example: 'https://example.com/cohort-7 Cohort 7 stalls at step N',
    },
  ];
}

/** All names of typed fields, in the order of the form. */
export function fieldNames(fields: BetFields): (keyof BetFields)[] {
  return Object.keys(fields).filter((name): name is keyof BetFields => name in fields);
}

const DATE_FIELDS = ['byOn', 'maturesOn', 'gateOn'] as const;

const OWNER_MISSING: Finding = {
  id: 'owner-missing',
  level: 'block',
  field: 'owner',
  why: 'Nobody active owns this, so nobody would bring its readings to the review.',
  example: 'One person of the team, who keeps it at least until the gate.',
};

const CO_AUTHOR_UNABLE: Finding = {
  id: 'co-author-unable',
  level: 'block',
  field: 'coAuthorIds',
  why: 'A co-author can edit this, so each has to be an active full member of the channel.',
  example: 'Whoever wrote the aim with you and is in the channel.',
};

const REQUIRED: readonly (readonly [keyof BetFields, string, string, string])[] = [
  [
    'behaviour',
    'behaviour-missing',
    'The aim needs people who do something differently.',
    'New signups in S finish Action X on day 1',
  ],
  [
    'change',
    'change-missing',
    'The bet needs the one thing that will be different.',
    'a checklist that opens on Action X',
  ],
  [
    'moves',
    'moves-missing',
    'The bet needs what the change will move.',
    'the share finishing Action X in 24 h',
  ],
  [
    'because',
    'because-missing',
    'Without a cause this is a task: it can be done, but nothing can be learned from it.',
    'people stall at step N not knowing what is next',
  ],
  [
    'proxyName',
    'proxy-missing',
    'One number has to move first, so that there is something to see within a week.',
    'Action X in 24 h',
  ],
  [
    'outcomeName',
    'outcome-missing',
    'One number has to say whether users gained, not only whether something moved.',
    '14-day activation',
  ],
  [
    'gateOn',
    'gate-missing',
    'The rule needs a day on which it is judged.',
    'Two weeks from today is a good first gate.',
  ],
  ['guardrail', 'guardrail-missing', 'Something must not get worse meanwhile.', 'errors <= 0.1%'],
  ['rollout', 'rollout-missing', 'A test needs to say how far it reaches.', '10% behind a flag'],
  ['rollback', 'rollback-missing', 'A test needs a way back.', 'flag off, within five minutes'],
  [
    'stopOwnerId',
    'stop-owner-missing',
    'A limit protects only if somebody may say stop.',
    'Somebody in the channel who is there while the test runs.',
  ],
];
