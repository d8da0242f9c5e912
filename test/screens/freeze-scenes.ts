import { type Crew, publish } from '../harness/crew.ts';
import { addReadings } from '../harness/review-room.ts';
import { cardIn, homeOf, reviewOf, type Scene, said } from './scene.ts';
import { onward, opened, submitAgain } from './window.ts';

const card = /^#\d+ Call before price/;
const frozen = /^Frozen: #\d+ Call before price/;
const tripped = /guardrail of #\d+ is past its limit/;
const review = /^Evidence review of #\d+ Call before price/;

/** What the bet takes for granted is written on it. */
async function assume({ ana }: Crew, assumption: string): Promise<void> {
  await ana.presses('Sharpen', { channel: 'growth', in: card });
  await ana.fills({ '^Assumptions': assumption });
  await ana.submits();
  await ana.seesModal(/Saved/);
  await ana.closes({ isCleared: true });
}

/** Somebody stops the line; its evidence review is set, opens, is overdue, and a decision ends it. */
export const freezeScenes: readonly Scene[] = [
  opened({ shows: 'modal freeze.freeze', when: 'from the card', by: 'noor' }, async (crew) => {
    await publish(crew.ana, { scene: 'Sales', aim: { 'Short name': 'Call before price' } });
    await assume(crew, 'Buyers answer three questions before they know the price');
    await crew.noor.presses('Freeze', { channel: 'growth', in: card });
  }),
  {
    shows: 'message freeze',
    when: 'just frozen',
    by: 'ana',
    async live({ noor }) {
      await noor.fills({ 'Why stop here': 'Two customers were called at night' });
      await noor.submits();
      return said(frozen);
    },
  },
  {
    shows: 'message onepager',
    when: 'frozen',
    by: 'ana',
    live: async () => said(card),
  },
  {
    shows: 'home one team',
    when: 'something is frozen',
    by: 'noor',
    live: (crew) => homeOf(crew, 'noor', /Frozen/),
  },
  opened({ shows: 'modal freeze.pick', when: 'as it opens', by: 'ben' }, ({ ben }) =>
    ben.presses(/^Pick a time/, { channel: 'growth', in: frozen }),
  ),
  {
    shows: 'message freeze:review',
    when: 'open now',
    by: 'ana',
    async live({ ana, ben }) {
      await ben.closes();
      await ana.presses('Now', { channel: 'growth', in: frozen });
      const { ts } = await ana.sees(frozen);
      return { at: 'message', words: review, thread: ts };
    },
  },
  {
    shows: 'message freeze:overdue',
    when: 'the next working day',
    by: 'ana',
    async live({ ana, client }) {
      await client.advance({ next: 'freezeOverdue' });
      const { ts } = await ana.sees(frozen);
      return { at: 'message', words: /^Still frozen/, thread: ts };
    },
  },
  opened({ shows: 'modal freeze.end', when: 'as is', by: 'ana' }, ({ ana }) =>
    ana.presses('End the freeze', { channel: 'growth', in: frozen }),
  ),
  onward({ shows: 'modal freeze.end', when: 'altered, refused', by: 'ana' }, async (crew) => {
    await crew.ana.fills({ 'What does the evidence say': 'Alter it' });
    await submitAgain(crew, 'ana');
  }),
  onward({ shows: 'modal freeze.end', when: 'retired', by: 'ana' }, ({ ana }) =>
    ana.fills({ 'What does the evidence say': 'Retire it' }),
  ),
  {
    shows: 'message freeze:ended',
    when: 'altered',
    by: 'ben',
    async live({ ana }) {
      await ana.fills({ 'What does the evidence say': 'Alter it' });
      await ana.fills({
        'Smallest test': 'Call between ten and four only',
        'One line': 'The reason holds; the hour did not',
      });
      await ana.submits();
      const { ts } = await ana.sees(/^The freeze is over, it was altered/);
      return { at: 'message', words: /^The freeze is over/, thread: ts };
    },
  },
  {
    shows: 'message alarm',
    when: 'guardrail tripped',
    by: 'ana',
    async live(crew) {
      await crew.client.advance({ next: 'review' });
      await addReadings(
        crew.ana,
        { thread: await reviewOf(crew), in: card },
        { '^First calls with.*now': '40%', '^follow-ups.*now': '5', '^Why': 'A new colleague' },
      );
      return said(tripped);
    },
  },
  opened({ shows: 'modal exception.log', when: 'from the alarm', by: 'ana' }, ({ ana }) =>
    ana.presses('Log an exception', { channel: 'growth', in: tripped }),
  ),
  {
    shows: 'message card',
    when: 'past its limit, by an exception',
    by: 'ana',
    async live(crew) {
      await crew.ana.fills({ '^Why may it': 'A new colleague; told and mended today' });
      await crew.ana.submits();
      return cardIn(crew, card);
    },
  },
  opened({ shows: 'modal assumption.mark', when: 'as it opens', by: 'noor' }, async (crew) => {
    const { text } = await crew.noor.sees(card);
    const [number = ''] = /\d+/.exec(text) ?? [];
    await crew.noor.runs(`/onepager show ${number}`, { channel: 'growth' });
    await crew.noor.presses('Mark an assumption', { channel: 'growth', in: card });
  }),
  {
    shows: 'message alarm',
    when: 'an assumption does not hold',
    by: 'ana',
    async live({ noor }) {
      await noor.fills({ '^What shows it': 'Six of eight would not answer before a price' });
      await noor.submits();
      return said(/assumption of #\d+ does not hold/);
    },
  },
  {
    shows: 'message onepager',
    when: 'an assumption does not hold',
    by: 'ana',
    live: async () => said(card),
  },
];
