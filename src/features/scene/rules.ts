/*
 * Four worked scenes to start from, so that nobody faces an empty form: a product team, recruiting,
 * sales, platform. Each is a whole one-pager that would pass the quality bar; its dates are counted
 * from today. Only who may say stop is left open, because that has to be a real person.
 */
import { addDays, type LocalDate } from '../../lib/time.ts';
import { type BetFields, EMPTY_FIELDS } from '../quality/rules.ts';

/** The four scenes (START-TOMORROW, SCENE-TEMPLATE). */
export type SceneId = 'product' | 'recruiting' | 'sales' | 'platform';

/** A worked example: its name in the picker, and the filled fields counted from a local date. */
export interface Scene {
  id: SceneId;
  label: string;
  fields(today: LocalDate): BetFields;
}

/** All scenes, in the order of the picker. */
export function listScenes(): readonly Scene[] {
  return SCENES;
}

/** One scene by its id; undefined for any other text (blank included). */
export function findScene(id: string): Scene | undefined {
  return SCENES.find((scene) => scene.id === id);
}

/** SCENE-QBR: a first-run step that people miss. */
const PRODUCT: Partial<BetFields> = {
  title: 'Action X first',
  behaviour: 'New signups in Segment S finish Action X on day 1',
  target: '27% -> 35%',
  change: 'a checklist that opens on Action X',
  moves: 'the share finishing it in 24 h',
  because: 'people stall at step N not knowing what is next',
  proxyName: 'Action X in 24 h',
  proxyNow: '41%',
  proxyContinueIf: '+10%',
  outcomeName: '14-day activation',
  outcomeNow: '27%',
  outcomeContinueIf: '+3 pts',
  smallestTest: 'The prompt alone, for Segment S only',
  guardrail: 'errors <= 0.1%',
  rollout: '10% of Segment S, behind a flag',
  rollback: 'Flag off, within five minutes',
  habit: 'send-more',
  assumptions: 'People who stall do not know what comes next\nAction X is worth something on day 1',
};

/**
 * SCENE-RECRUIT: the original rule names no outcome; ours does, so that it can be judged by what
 * candidates do.
 */
const RECRUITING: Partial<BetFields> = {
  title: 'Reason-first outreach',
  behaviour: 'Engineers we write to for the open role agree to a first screen',
  target: '6 -> 12 per 100',
  change: 'opening each message with one line on the person’s own work',
  moves: 'replies, and then qualified screens',
  because: 'candidates can see why them and why now, instead of one more template',
  proxyName: 'Messages with a personal reason',
  proxyNow: '35%',
  proxyContinueIf: '>=80%',
  leadingName: 'Reply rate',
  leadingNow: '14%',
  leadingContinueIf: '+25%',
  outcomeName: 'Qualified screens',
  outcomeNow: '6 per 100',
  outcomeContinueIf: '>=8 per 100',
  smallestTest: 'Fifty messages this week, each with its reason; read five of them together',
  guardrail: 'touches per person in 14 days <= 4',
  rollout: 'One role, two recruiters',
  rollback: 'Back to the old opening with the next message',
  habit: 'template-first',
  assumptions: 'People skip messages that could have gone to anybody',
};

/** SCENE-SALES: understanding before showing. */
const SALES: Partial<BetFields> = {
  title: 'Discovery before demo',
  behaviour: 'Buyers in Segment S name the problem they want solved on the first call',
  target: '9% -> 15%',
  change: 'eight minutes of questions ahead of any demo, and no demo without a fit',
  moves: 'first calls that turn into a qualified opportunity',
  because: 'buyers lean back when they see features before anybody asked what hurts',
  proxyName: 'First calls with the questions answered',
  proxyNow: '30%',
  proxyContinueIf: '>=80%',
  leadingName: 'Demos of ten minutes or less',
  leadingNow: '20%',
  outcomeName: 'First calls that become qualified',
  outcomeNow: '9%',
  outcomeContinueIf: '+3 pts',
  smallestTest:
    'Three questions on a card, used on every first call this week; hear two calls each',
  guardrail: 'follow-ups without a named problem <= 2',
  rollout: 'Two of six people, Segment S only',
  rollback: 'The old call plan on the next call',
  habit: 'demo-first',
  assumptions: 'Buyers will answer three questions before they have seen anything',
};

/** SCENE-SRE: the aim is what people manage to do; the faster page is only what moves first. */
const PLATFORM: Partial<BetFields> = {
  title: 'Read-through cache',
  behaviour: 'People opening large reports in Segment S get them at the first try',
  target: '91% -> 95%',
  change: 'a read-through cache and a nightly run that fills it',
  moves: 'how long the slowest report pages take',
  because: 'the same heavy query is repeated by each visitor, who gives up while waiting',
  proxyName: 'p95 of the report page',
  proxyNow: '450 ms',
  proxyContinueIf: '-25%',
  leadingName: 'Timeouts',
  leadingNow: '1.8%',
  leadingContinueIf: '-50%',
  outcomeName: 'Reports opened at the first try',
  outcomeNow: '91%',
  outcomeContinueIf: '+2 pts',
  smallestTest: 'One report, kept for five minutes, for Segment S',
  guardrail: 'errors <= 0.1%',
  rollout: '10% of requests, behind a flag',
  rollback: 'Flag off; the cache empties itself in five minutes',
  habit: 'rewrite',
  assumptions: 'A report that is five minutes old is fresh enough',
};

const SCENES: readonly Scene[] = [
  scene('product', 'Product: a first step that people miss', PRODUCT),
  scene('recruiting', 'Recruiting: messages that nobody answers', RECRUITING),
  scene('sales', 'Sales: demos before understanding', SALES),
  scene('platform', 'Platform: a page that keeps people waiting', PLATFORM),
];

/**
 * Dates as in the product's worked example: readable after a week, judged after two, aimed at in
 * four.
 */
function scene(id: SceneId, label: string, filled: Partial<BetFields>): Scene {
  return {
    id,
    label,
    fields: (today) => ({
      ...EMPTY_FIELDS,
      isReversible: 'yes',
      lens: id,
      // Who may stop at once is a real person, so that tick is theirs.
      guardrailChecks: 'small early',
      ...filled,
      byOn: addDays(today, 28),
      maturesOn: addDays(today, 7),
      gateOn: addDays(today, 14),
    }),
  };
}
