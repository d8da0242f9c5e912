/* What makes a one-pager stronger. None of it blocks: the text may be kept as it is. */
import { daysBetween, isLocalDate, type LocalDate } from '../../lib/time.ts';
import { parseContinueIf } from '../signal/continue-if.ts';
import { isEmptyText } from '../signal/plain-text.ts';
import { type BetFields, type Finding, GUARDRAIL_CHECKS, listTokens } from './rules.ts';
import { meaningfulWords, openingWords, shareRepeated } from './words.ts';

/**
 * Every coaching finding that fits what is typed; `startOn` is when it started, or today for a
 * draft.
 */
export function findCoaching(fields: BetFields, startOn: LocalDate): Finding[] {
  const gateDays = isLocalDate(fields.gateOn) ? daysBetween(startOn, fields.gateOn) : undefined;
  return ADVICE.filter((advice) => advice.fits(fields, gateDays)).map((advice) => ({
    id: advice.id,
    level: 'coach',
    field: advice.field,
    why: advice.why,
    example: advice.example,
  }));
}

/**
 * A finding and when it is said; `gateDays` counts from the start to the gate, undefined without a
 * readable gate.
 */
interface Advice extends Omit<Finding, 'level'> {
  fits(fields: BetFields, gateDays: number | undefined): boolean;
}

/**
 * A gate this far away, ends included, is the fuzzy middle: neither quick to learn from nor big
 * (ANTI-MIDDLE, T27).
 */
const MIDDLE_DAYS = { from: 28, to: 70 };

/** A bet is looked at again within 90 days (product.md, *Kind follows the gate*). */
const REVISIT_DAYS = 90;

/**
 * How much, who, until when, and people's gain rather than our output (AIM, QUALITY-BAR,
 * TICKET-FACTORY).
 */
const AIM_ADVICE: readonly Advice[] = [
  {
    id: 'aim-number',
    field: 'target',
    why: 'Without a number the aim can always be called reached.',
    example: '27% -> 35%',
    fits: ({ behaviour, target }) =>
      !isEmptyText(behaviour) && !/\p{N}/u.test(`${behaviour} ${target}`),
  },
  {
    id: 'aim-segment',
    field: 'behaviour',
    why: 'Naming whose behaviour it is makes the first slice smaller.',
    example: 'New signups in S finish Action X on day 1',
    fits: ({ behaviour }) => EVERYBODY.test(openingWords(behaviour)) && !SEGMENT.test(behaviour),
  },
  {
    id: 'aim-date',
    field: 'byOn',
    why: 'Without a date the aim never asks to be looked at.',
    example: 'A day a few weeks from now; it may be later than the gate.',
    fits: ({ behaviour, byOn }) => !isEmptyText(behaviour) && isEmptyText(byOn),
  },
  {
    id: 'throughput-aim',
    field: 'behaviour',
    why: 'This counts what the team puts out; users can be no better off for it.',
    example: 'New agents solve the problem with their first reply',
    fits: ({ behaviour }) => THROUGHPUT.test(behaviour),
  },
];

/**
 * A causal bet rather than a task, and no weak one with a gate in the middle (MECH-TASK,
 * ANTI-MIDDLE).
 */
const MECHANISM_ADVICE: readonly Advice[] = [
  {
    id: 'task-verb',
    field: 'change',
    why: 'This opens like a task; a mechanism names what will be different for people.',
    example: 'a checklist that opens on Action X',
    fits: opensWithTask,
  },
  {
    id: 'mid-bar',
    field: 'gateOn',
    why: 'Four to ten weeks on a weak cause is too big to be a test and too small to matter: stop it, shrink it, or make its cause strong.',
    example: 'A slice judged in two weeks.',
    fits: (fields, gateDays = 0) =>
      gateDays >= MIDDLE_DAYS.from && gateDays <= MIDDLE_DAYS.to && isWeakMechanism(fields),
  },
];

/**
 * Outcome in the rule, readable by the gate; the gate not too soon, not too far (PROXY-OUTCOME,
 * T17).
 */
const RULE_ADVICE: readonly Advice[] = [
  {
    id: 'rule-without-outcome',
    field: 'outcomeContinueIf',
    why: 'The rule can be met although users gain nothing.',
    example: '+3 pts',
    fits: (fields) => isEmptyText(fields.outcomeContinueIf) && hasOtherRule(fields),
  },
  {
    id: 'matures-after-gate',
    field: 'maturesOn',
    why: 'At the gate the outcome will still be too early to read.',
    example: 'A day before the gate.',
    fits: ({ maturesOn, gateOn }) =>
      isLocalDate(maturesOn) && isLocalDate(gateOn) && maturesOn > gateOn,
  },
  {
    id: 'gate-today',
    field: 'gateOn',
    why: 'Nothing can have moved on the day it starts.',
    example: 'Two weeks from the start is a good first gate.',
    fits: (_, gateDays) => gateDays === 0,
  },
  {
    id: 'gate-far',
    field: 'gateOn',
    why: `Nothing would be asked for more than ${REVISIT_DAYS} days.`,
    example: 'A gate within 90 days; the aim itself may take longer.',
    fits: (_, gateDays = 0) => gateDays > REVISIT_DAYS,
  },
];

/**
 * The first step and its reach, the habit, the sniff test of the proxy (PROXY-SNIFF,
 * GUARDRAIL-PICKER, IMPERFECT-FAST).
 */
const TEST_ADVICE: readonly Advice[] = [
  {
    id: 'smallest-test-missing',
    field: 'smallestTest',
    why: 'A first step this week shows soonest whether the cause holds.',
    example: 'prompt, Segment S only',
    fits: ({ smallestTest }) => isEmptyText(smallestTest),
  },
  {
    id: 'guardrail-gap',
    field: 'guardrailChecks',
    why: 'A limit protects people when it is about the slice alone, trips early, and somebody may stop at once; not all three are ticked.',
    example: 'Errors of the slice, read every hour, and Mia may switch it off alone',
    fits: hasGuardrailGap,
  },
  {
    id: 'signal-rough',
    field: 'roughSignals',
    why: 'Rough is fine to start with; a slice that only measures would make it a number to trust.',
    example: 'This week: log Action X with its time, for Segment S',
    fits: ({ roughSignals }) => !isEmptyText(roughSignals),
  },
  {
    id: 'rollout-unbounded',
    field: 'rollout',
    why: 'Reaching everybody at once leaves nobody to compare with and more to undo.',
    example: '10% behind a flag',
    fits: ({ rollout }) => UNBOUNDED.test(rollout),
  },
  {
    id: 'habit-unnamed',
    field: 'habitOther',
    why: 'This habit has no name yet, so later nobody can tell what was tried instead.',
    example: 'we always start with a survey',
    fits: ({ habit, habitOther }) => habit === 'other' && isEmptyText(habitOther),
  },
  {
    id: 'sniff-weekly',
    field: 'proxyName',
    why: 'A number that cannot move within a week shows too late whether this works.',
    example: 'Action X in 24 h, rather than retention after a quarter',
    fits: ({ sniffWeekly }) => sniffWeekly === 'no',
  },
  {
    id: 'sniff-upstream',
    field: 'proxyName',
    why: 'A number that only moves along with the outcome cannot lead to it.',
    example: 'A step that people take on the way to the outcome',
    fits: ({ sniffUpstream }) => sniffUpstream === 'no',
  },
  {
    id: 'sniff-gameable',
    field: 'proxyName',
    why: 'It can rise without anybody gaining, so it needs a second signal or a tighter definition, under Sharpen.',
    example: 'Action X counts only when its result is used',
    fits: isGameable,
  },
];

const ADVICE: readonly Advice[] = [
  ...AIM_ADVICE,
  ...MECHANISM_ADVICE,
  ...RULE_ADVICE,
  ...TEST_ADVICE,
];

/** A second signal or a definition is the answer to a number that can be juiced (PROXY-SNIFF). */
function isGameable(fields: BetFields): boolean {
  const answers = [fields.leadingName, fields.counterName, fields.proxyDefinition];
  return fields.sniffGameable === 'yes' && answers.every(isEmptyText);
}

/** What nobody has ticked of a limit; without a limit there is nothing to tick yet. */
function hasGuardrailGap({ guardrail, guardrailChecks }: BetFields): boolean {
  const ticked = listTokens(guardrailChecks);
  return !isEmptyText(guardrail) && GUARDRAIL_CHECKS.some((check) => !ticked.includes(check));
}

function opensWithTask({ change }: BetFields): boolean {
  return TASK_VERB.test(openingWords(change));
}

/** Weak: opens with a task, gives hardly a cause, or says half of the mechanism again. */
function isWeakMechanism(fields: BetFields): boolean {
  if (opensWithTask(fields) || meaningfulWords(fields.because).size < 3) return true;
  return shareRepeated(fields.because, `${fields.change} ${fields.moves}`) >= 0.5;
}

function hasOtherRule(fields: BetFields): boolean {
  return [fields.proxyContinueIf, fields.leadingContinueIf, fields.counterContinueIf].some(
    (text) => parseContinueIf(text) !== undefined,
  );
}

/**
 * Openings that mean nobody in particular. English only: an aim in another language is not coached
 * for its words.
 */
const EVERYBODY =
  /^(?:users?|customers?|people|everyone|everybody|clients?|visitors?|increase|improve|grow|boost|raise|drive|get|make|more|better)\b/;

const UNBOUNDED =
  /\b(?:everyone|everybody|all (?:users|customers|people)|whole company)\b|\b100 ?%/i;

/** Words that narrow a group down; without one, `users` or `customers` means everybody. */
const SEGMENT =
  /\b(?:new|existing|trial|paying|free|returning|first|mobile|active|segment|cohort|in|from|with|who|whose|among|on|at|under|over|using)\b/i;

/** Output of a team: counted easily, and users may be no better off (TICKET-FACTORY). */
const THROUGHPUT =
  /\b(?:story points?|velocity|sprints?|uptime|commits|pull requests|deploys|deployments|lines of code|(?:features?|releases?) (?:shipped|delivered|released)|(?:ship|deliver|release)\w* (?:\w+ ){0,2}features?|tickets? (?:closed|resolved|done|per sprint)|(?:clos|resolv|complet|finish)\w* (?:\w+ ){0,3}tickets?|emails? sent|calls? made|meetings? held|hours (?:logged|worked))\b/i;

/** Motion rather than cause, as the first word of a mechanism (MECH-TASK). */
const TASK_VERB =
  /^(?:refactor|send|run|build|launch|ship|migrate|migrat|rewrite|rewrit|create|creat|implement|deliver|redesign|update|updat|deploy|write|writ|organi[sz]e|organi[sz]|hold|develop|publish|hire|hir|roll(?:ing)? out|set(?:ting)? up|add|do|call|email)(?:ing|s|es)?\b/;
