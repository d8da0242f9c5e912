import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { answerTo, type Crew, openCrew, publish, setUp } from '../harness/crew.ts';
import { addReadings, enterReview, logDecision, voteWithLine } from '../harness/review-room.ts';
import { stopAtFirstFailure } from '../harness/story.ts';

const nasty =
  '<!channel> <@U0MIA> *b* _i_ `c` 😀👩‍👩‍👧 שלום 𠮷 =HYPERLINK("http://evil") & <http://e.vil|x>';
/** The same as it has to stand in mrkdwn for Slack to show it as it was typed. */
const shown = nasty.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

describe('people type pings, formats, emoji, right-to-left, four-byte characters and formulas', () => {
  let crew: Crew;
  beforeAll(async () => {
    crew = await openCrew({ transport: 'socket' });
    await setUp(crew, crew.ana);
  });
  afterAll(() => crew[Symbol.asyncDispose]());
  stopAtFirstFailure();

  it('into a one-pager: its card shows them as typed', async () => {
    await publish(crew.ana, {
      scene: 'Product',
      aim: {
        'Short name': '<!here> 😀 שלום 𠮷 *b*',
        'Who will do what differently': nasty,
        '^because': `people stall ${nasty}`,
      },
      signals: { '^Moves first$': `𠮷 <!channel> first`, '^Must move$': '=SUM(A1) <@U0MIA>' },
      safety: { 'How far': nasty, 'Must not get worse': 'errors & *b* 😀 <= 0.1%' },
    });
    const card = JSON.stringify((await crew.ana.sees(/^#1 /)).blocks);
    expect(card).toContain('*#1 &lt;!here&gt; 😀 שלום 𠮷 ∗b∗*');
    expect(card).toContain(JSON.stringify(`people stall ${shown}`).slice(1, -1));
    expect(card).toContain('errors &amp; *b* 😀 ≤ 0.1%');
  });

  it('into readings, votes and a decision: so does the review', async () => {
    await crew.client.advance({ next: 'review' });
    const review = await enterReview(crew);
    await addReadings(crew.ana, review.card(1), {
      '𠮷 <!channel> first: now': '46%',
      '^Why': nasty,
      'argues against us': nasty,
    });
    await voteWithLine(crew.ben, 'Stop', { on: review.card(1), line: nasty });
    await voteWithLine(crew.noor, 'Change', { on: review.card(1), line: nasty });
    await review.seeCard(1, /2 of 5 voted/);
    await crew.ben.presses('See votes', review.card(1));
    const votes = JSON.stringify((await crew.ben.seesModal(/Votes/)).view);
    expect(votes).toContain(JSON.stringify(`<@U0BEN>: ${shown}`).slice(1, -1));
    await crew.ben.closes();
    await logDecision(crew.ana, review.card(1), {
      choice: 'Stop',
      fields: { 'What was learned': nasty, 'One line for the log': nasty },
    });
    const card = await review.seeCard(1, /Decided: stop/);
    expect(card).toContain(shown);
    await crew.client.advance({ next: 'rollup' });
    await crew.ana.sees(/Stopped, with thanks/);
  });

  it('into a search and a command: so do the answers', async () => {
    const { noor } = crew;
    const lines = ['decisions 𠮷', 'decisions <!channel>', 'show 1', 'show 3', 'list', nasty];
    for (const line of lines) {
      expect(formattedIn(await answerTo(noor, `/onepager ${line}`))).not.toMatch(pings);
    }
  });

  it('and in all of it nobody was pinged by what was typed', async () => {
    const messages = [...(await crew.client.messages('C0GROWTH'))];
    for (const { ts, replyCount } of [...messages]) {
      if (replyCount > 0) messages.push(...(await crew.client.messages('C0GROWTH', undefined, ts)));
    }
    expect(messages.length).toBeGreaterThan(5);
    expect(messages.map(formattedIn).join('\n')).not.toMatch(pings);
    const { channels } = await crew.client.state('U0MIA');
    expect(channels.find(({ id }) => id === 'C0GROWTH')?.mentions).toBe(0);
    expect(crew.world.botLog()).toBe('');
  });
});

const pings = /<!channel>|<!here>|<!everyone>|<@U0MIA>|<http:\/\/e\.vil/;

/** All words in which Slack would format, link and ping: a message's text, and mrkdwn; not plain text. */
function formattedIn(said: unknown): string {
  const message = z.looseObject({ text: z.string() }).parse(said);
  return [message.text, ...mrkdwnIn(message)].join('\n');
}

function mrkdwnIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const mrkdwn = z.object({ type: z.literal('mrkdwn'), text: z.string() }).safeParse(value);
  return mrkdwn.success ? [mrkdwn.data.text] : Object.values(value).flatMap(mrkdwnIn);
}
