import { messageWords } from '../../sandbox/server/play/actor.ts';
import { type Crew, publish } from '../harness/crew.ts';
import { enterReview, logDecision, type ReviewRoom } from '../harness/review-room.ts';
import { clearDesk, people, type Scene } from './scene.ts';
import { onward, opened, submitAgain } from './window.ts';

/** The anthropologist hat, from an empty window to a case that others read, and its follow-up. */
const hats: readonly Scene[] = [
  opened({ shows: 'modal hat.case', when: 'as it opens', by: 'noor' }, async ({ noor }) => {
    await noor.opensHome();
    await noor.presses('Anthropologist hat', { surface: 'home' });
  }),
  onward(
    { shows: 'modal hat.case', when: 'a loop suggests its move', by: 'noor' },
    async ({ noor }) => {
      const before = await noor.seesModal();
      await noor.fills({
        '^The case':
          'The demo was moved three times. Each time we polished slides instead of showing the form.',
        'What does it show': ['Conflict is avoided'],
        'Which loop': ['Appearance', 'Silence'],
      });
      await noor.seesRedrawn(before);
    },
  ),
  onward({ shows: 'modal hat.case', when: 'people are named', by: 'noor' }, async ({ noor }) => {
    const before = await noor.seesModal();
    await noor.fills({ 'Who may read': 'People I name' });
    await noor.seesRedrawn(before);
  }),
  onward({ shows: 'modal hat.case', when: 'nobody is named', by: 'noor' }, (crew) =>
    submitAgain(crew, 'noor'),
  ),
  onward({ shows: 'modal hat.kept', when: 'for the team', by: 'noor' }, async (crew) => {
    const before = await crew.noor.seesModal();
    await crew.noor.fills({ 'Who may read': 'The team: full members of its channel' });
    await crew.noor.seesRedrawn(before);
    await submitAgain(crew, 'noor');
  }),
  onward(
    { shows: 'modal hat.followed', when: 'a draft one-pager', by: 'noor' },
    async ({ noor }) => {
      const before = await noor.seesModal();
      await noor.presses('Publish v0.0.1, then a retro');
      await noor.seesRedrawn(before);
    },
  ),
  opened(
    { shows: 'modal hat.cases', when: 'what others let me read', by: 'mia' },
    async ({ mia }) => {
      await mia.opensHome();
      await mia.presses('Cases', { surface: 'home' });
    },
  ),
  onward({ shows: 'modal hat.one', when: 'somebody else’s', by: 'mia' }, async ({ mia }) => {
    const before = await mia.seesModal();
    await mia.presses('Open');
    await mia.seesRedrawn(before);
  }),
  opened({ shows: 'modal hat.thrown', when: 'thrown away', by: 'noor' }, async ({ noor }) => {
    await noor.opensHome();
    await noor.presses('Cases', { surface: 'home' });
    const list = await noor.seesModal();
    await noor.presses('Open');
    const one = await noor.seesRedrawn(list);
    await noor.presses('Change');
    const form = await noor.seesRedrawn(one ?? list);
    await noor.presses('Throw away');
    await noor.seesRedrawn(form ?? list);
  }),
];

/** What was promoted, tried for somebody else: the question, its refusal, the draft. */
const segments: readonly Scene[] = [
  opened(
    { shows: 'modal draft.segment', when: 'from a line of the floor', by: 'ana' },
    async ({ ana }) => {
      await ana.runs('/onepager defaults', { channel: 'growth' });
      const list = await ana.seesModal(/How we do it here/);
      await ana.presses('Try it in a new segment');
      await ana.seesRedrawn(list);
    },
  ),
  onward({ shows: 'modal draft.segment', when: 'nobody named', by: 'ana' }, async (crew) => {
    await crew.ana.fills({ 'For whom this time': '\u200b' });
    await submitAgain(crew, 'ana');
  }),
  onward({ shows: 'modal draft.write', when: 'in a new segment', by: 'ana' }, async (crew) => {
    await crew.ana.fills({ 'For whom this time': 'Returning users in Segment T' });
    await submitAgain(crew, 'ana');
  }),
];

/** The floor as a window: its lines, its change log, a line by hand, a line that goes. */
const floor: readonly Scene[] = [
  opened({
    ...{ shows: 'modal floor.list', when: 'as a leader sees it', by: 'ana' },
    line: '/onepager defaults',
  }),
  onward({ shows: 'modal floor.add', when: 'by hand', by: 'ana' }, async ({ ana }) => {
    const before = await ana.seesModal();
    await ana.presses('Add a default…');
    await ana.seesRedrawn(before);
  }),
  onward({ shows: 'modal floor.add', when: 'there already', by: 'ana' }, async (crew) => {
    await crew.ana.fills({
      Area: 'Demos',
      'The default': 'A demo shows the form that users see',
      Why: 'Slides hid what was missing',
    });
    await submitAgain(crew, 'ana');
    const before = await crew.ana.seesModal();
    await crew.ana.presses('Add a default…');
    await crew.ana.seesRedrawn(before);
    await crew.ana.fills({
      ...{ Area: 'demos', 'The default': 'A demo shows the form that users see', Why: 'Again' },
    });
    await submitAgain(crew, 'ana');
  }),
  opened({ shows: 'modal floor.retire', when: 'a reason is asked', by: 'ana' }, async ({ ana }) => {
    await ana.runs('/onepager defaults', { channel: 'growth' });
    const list = await ana.seesModal(/A demo shows/);
    await ana.presses('Take off…');
    await ana.seesRedrawn(list);
  }),
  onward({ shows: 'modal floor.log', when: 'what came and went', by: 'ana' }, async (crew) => {
    await crew.ana.fills({ 'Why is it no longer': 'We stopped giving demos' });
    await submitAgain(crew, 'ana');
    const list = await crew.ana.seesModal();
    await crew.ana.presses('Change log');
    await crew.ana.seesRedrawn(list);
  }),
];

const asked = /^Promote or retire\?/;

/** A promotion whose rule is not met yet, and the close of a cycle that asks whether it holds. */
export const settleScenes: readonly Scene[] = [
  {
    shows: 'message settle',
    when: 'a candidate waits',
    by: 'ana',
    async live(crew) {
      for (const who of people) await clearDesk(crew, who);
      const number = await publish(crew.ana, {
        scene: 'Platform',
        aim: { 'Short name': 'Early promise' },
      });
      const review = await reviewWithCard(crew, number);
      const fields = {
        ...{ Area: 'Caching', 'Proven for which': 'the reports page' },
        'One lesson': 'People wait for the first query of the day, not for the others',
      };
      await logDecision(crew.ana, review.card(number), { choice: 'Promote', fields });
      return { at: 'message', words: asked, thread: await closeWithQuestion(crew) };
    },
  },
  opened({ shows: 'modal floor.settle', when: 'it holds', by: 'noor' }, async (crew) => {
    await crew.noor.presses('It holds…', { thread: await newestRollup(crew), in: asked });
  }),
  onward({ shows: 'modal floor.settle', when: 'users were harmed', by: 'noor' }, async (crew) => {
    const before = await crew.noor.seesModal();
    await crew.noor.fills({ 'What shows': 'p95 under 250 ms for two weeks', 'Were users': 'Yes' });
    await crew.noor.seesRedrawn(before);
    await submitAgain(crew, 'noor');
  }),
  onward({ shows: 'modal floor.settled', when: 'a default now', by: 'noor' }, async (crew) => {
    const before = await crew.noor.seesModal();
    await crew.noor.fills({ 'Were users': 'No' });
    await crew.noor.seesRedrawn(before);
    await submitAgain(crew, 'noor');
  }),
  {
    shows: 'message settle',
    when: 'settled',
    by: 'noor',
    live: async (crew) => ({
      ...{ at: 'message', words: /a default now/ },
      thread: await newestRollup(crew),
    }),
  },
];

async function newestRollup(crew: Crew): Promise<string> {
  return (await crew.ana.sees(/· roll-up/)).ts;
}

/** Review after review, of whichever team is next, until this one-pager has its card. */
async function reviewWithCard(crew: Crew, number: number): Promise<ReviewRoom> {
  for (let opened = 0; opened < 8; opened += 1) {
    await crew.client.advance({ next: 'review' });
    const review = await enterReview(crew);
    const cards = await review.readThread();
    if (cards.some((card) => card.startsWith(`#${number} `))) return review;
  }
  throw new Error(`no review has a card for #${number}`);
}

/** Roll-up after roll-up until one asks. */
async function closeWithQuestion(crew: Crew): Promise<string> {
  for (let week = 0; week < 6; week += 1) {
    await crew.client.advance({ next: 'rollup' });
    const thread = await newestRollup(crew);
    const replies = await crew.client.messages('C0GROWTH', crew.ana.userId, thread);
    if (replies.some((message) => /It holds…/.test(messageWords(message)))) return thread;
  }
  throw new Error('no roll-up asked');
}

/** The floor and the hat, six weeks on. */
export const floorScenes: readonly Scene[] = [...floor, ...segments, ...hats];
