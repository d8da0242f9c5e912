/*
 * What a scene tells besides the form it fills (SCENE-TEMPLATE): when it sounds like you, what happened, who spends how
 * long, what the review looks at, what the log says afterwards, what to share, what shifts in the system; and where the
 * scene itself is short of our own bar.
 */
import type { SceneId } from './rules.ts';

/** The rows of a worked scene that no field holds. */
export interface SceneStory {
  soundsLike: string;
  context: string;
  happened: string;
  artifact: string;
  /** Owner, prep, ship and review, each with its time. */
  effort: string;
  reviewScript: string;
  logExample: string;
  share: string;
  /** Which of the five shifts it makes: results, looks-good, faster tests, visibility, safety net. */
  shifts: readonly string[];
  /** What is weak in it, said openly. */
  gaps: readonly string[];
}

/** The story of a scene. */
export function storyOf(id: SceneId): SceneStory {
  return STORIES[id];
}

const EFFORT = 'One owner. Prep 20 minutes, ship 2 hours, review 15 minutes.';

const STORIES: Readonly<Record<SceneId, SceneStory>> = {
  product: {
    soundsLike: 'The quarter’s numbers look fine, and nobody can say what people do differently.',
    context: 'A product team shows sign-ups each quarter; activation has stood still for three.',
    happened:
      'Somebody asked which step people stall at. They made that one step hard to miss, for one segment, and wrote down beforehand what would have to move.',
    artifact: '“Start with Action X to get your first report in under 2 minutes.”',
    effort: EFFORT,
    reviewScript: 'What changed, what did not, why? Promote it only if activation has moved too.',
    logExample:
      'Continue: Action X 41% → 46%, activation 27% → 30.5%; next gate in two weeks, same segment.',
    share: 'The wording of the prompt, and both numbers before and after',
    shifts: ['more weight on results', 'faster tests', 'a higher bar for what only looks good'],
    gaps: [
      'A 14-day activation of people who start today is known only in 14 days: the first readings are of those who came before.',
      'The rule asks for +3 points, the aim for +8: the gate is a step on the way, not the aim.',
    ],
  },
  recruiting: {
    soundsLike: 'More messages go out each week, and fewer people answer.',
    context: 'Three hires are due in 30 days; outreach is counted in messages sent.',
    happened:
      'Two recruiters opened each message with one line on the person’s own work, and counted screens per 100 messages instead of messages.',
    artifact:
      'A first line that only this person could have got, and twelve minutes for the screen',
    effort: EFFORT,
    reviewScript: 'What changed, what did not, why? Read five of the messages together.',
    logExample: 'Continue: 82% with a reason, replies up a third, 8 qualified screens per 100.',
    share: 'Three opening lines that were answered, with the people’s permission',
    shifts: ['more weight on results', 'better visibility', 'a stronger safety net'],
    gaps: [
      'As it was first told, its rule named no outcome; ours asks for qualified screens.',
      'Qualified screens are the outcome here and only a first sign of hires; with more time, accepted offers are what must move.',
    ],
  },
  sales: {
    soundsLike: 'Demos are many, and most of them end with “interesting, send me something”.',
    context: 'A team of six shows the product on the first call; few calls become opportunities.',
    happened:
      'Two people asked three questions for eight minutes before any demo, and showed nothing where there was no fit.',
    artifact:
      'Three questions on a card: what hurts, what have you tried, what happens if it stays?',
    effort: EFFORT,
    reviewScript: 'What changed, what did not, why? Hear two calls of each person.',
    logExample:
      'Change: questions asked on 84% of calls, conversion flat; the third question goes.',
    share: 'The three questions, and one call that went better without a demo',
    shifts: ['a higher bar for what only looks good', 'faster tests', 'better visibility'],
    gaps: [
      '“Demos of ten minutes or less” is watched and decides nothing: it can be short and bad.',
    ],
  },
  platform: {
    soundsLike: 'The rewrite is always a quarter away, and the same page is slow every day.',
    context: 'Large reports time out; each fix starts a debate about the whole system.',
    happened:
      'One report was kept for five minutes behind a flag, for 10% of requests, with an error limit that turned it off.',
    artifact:
      'A dashboard with p95, timeouts and errors of the slice beside those of everybody else',
    effort: EFFORT,
    reviewScript:
      'What changed, what did not, why? Look at p95 and p99, hit rate, timeouts and tickets.',
    logExample:
      'Stop: p95 fell by a third and reports opened as before. The query is slow, not the page.',
    share: 'The flag, its limit, and what five minutes of age cost nobody',
    shifts: ['faster tests', 'a stronger safety net', 'more weight on results'],
    gaps: [
      'As it was first told, its aim was a fast page; ours is that people get their report.',
      'A faster page is what moves first. It can move while nobody opens more reports.',
    ],
  },
};
