import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Crew, openCrew, publish, setUp, told } from '../harness/crew.ts';
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
      safety: { 'How far': nasty, 'Must not get worse': 'errors <!channel> <= 0.1%' },
    });
    const card = JSON.stringify((await crew.ana.sees(/^#1 /)).blocks);
    expect(card).toContain('*#1 &lt;!here&gt; 😀 שלום 𠮷 ∗b∗*');
    expect(card).toContain(JSON.stringify(`people stall ${shown}`).slice(1, -1));
    expect(card).toContain('errors &lt;!channel&gt; &lt;= 0.1%');
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
    expect(told(await noor.runs('/onepager decisions 𠮷'))).toContain('&lt;!here&gt; 😀 שלום 𠮷');
    expect(told(await noor.runs('/onepager decisions <!channel>'))).not.toContain('<!channel>');
    expect(told(await noor.runs('/onepager show 1'))).not.toMatch(/<!channel>|<!here>|<@U0MIA>/);
    expect(told(await noor.runs(`/onepager ${nasty}`))).not.toMatch(/<!channel>|<@U0MIA>/);
  });

  it('and in all of it nobody was pinged by what was typed', async () => {
    const messages = [...(await crew.client.messages('C0GROWTH'))];
    for (const { ts, replyCount } of [...messages]) {
      if (replyCount > 0) messages.push(...(await crew.client.messages('C0GROWTH', undefined, ts)));
    }
    const said = messages.map(({ text, blocks }) => `${text}${JSON.stringify(blocks)}`).join('\n');
    expect(messages.length).toBeGreaterThan(5);
    expect(said).not.toMatch(/<!channel>|<!here>|<!everyone>|<@U0MIA>|<http:\/\/e\.vil/);
    const { channels } = await crew.client.state('U0MIA');
    expect(channels.find(({ id }) => id === 'C0GROWTH')?.mentions).toBe(0);
    expect(crew.world.botLog()).toBe('');
  });
});
