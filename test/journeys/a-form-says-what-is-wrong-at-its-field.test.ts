import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asks, type Crew, errorsOf, openCrew, readAll, setUp, startFrom } from '../harness/crew.ts';
import { submitElsewhere } from '../harness/second-device.ts';

let crew: Crew;
beforeAll(async () => {
  crew = await openCrew({ transport: 'http' });
  await setUp(crew, crew.ana);
});
afterAll(() => crew[Symbol.asyncDispose]());

const nothingTyped = 'Please complete this required field.';

describe('writing a one-pager, what cannot be is said at its field and nothing is lost', () => {
  it.each([
    ['an empty field', { '^because': '' }, nothingTyped],
    ['a field of blanks that nobody sees', { '^because': ' \u200b\u00a0 ' }, /Without a cause/],
    [
      'a because that says the change again',
      { '^because': 'a checklist that opens on Action X' },
      /says the change again.*people stall at step N/,
    ],
    [
      'a target that is where it is now',
      { 'Now → target': '27% -> 27%' },
      /Now and target are the same.*27% -> 35%/,
    ],
  ])('step 1: %s', async (_what, typed, words) => {
    await startFresh();
    await crew.ana.fills(typed);
    await crew.ana.submits({ mayFail: true });
    expect(await errorsOf(crew.ana)).toMatch(words);
    await crew.ana.seesModal(/One-pager 1 of 3/);
  });

  it.each([
    ['a gate that has passed', { 'Gate: judge on': '2026-11-19' }, /This day has passed/],
    [
      'a rule that nobody can read, with examples',
      { 'Moves first: continue if': 'quite a lot' },
      /cannot be read as a rule\. Write a change with its sign, or a level\. For example: \+3 pts/,
    ],
    ['a bare number beside a percentage', { 'Must move: continue if': '+3' }, /\+3 pts|\+3%/],
    [
      'a rule that asks for what is there already',
      { 'Moves first: continue if': '>=41%' },
      /asks for 41%, which is where it is now.*\+10%/,
    ],
    [
      'a signal twice',
      { '^Must move$': ' action x in 24 H ' },
      /What moves first and what must move are the same number/,
    ],
    [
      'a start without a number',
      { 'Moves first: now': 'low' },
      /one number with its unit.*For example: 41%/,
    ],
    [
      'no rule at all',
      { 'Moves first: continue if': '', 'Must move: continue if': '' },
      /No signal says how far it has to move/,
    ],
  ])('step 2: %s', async (_what, typed, words) => {
    await startFresh();
    await crew.ana.submits();
    await crew.ana.fills(typed);
    await crew.ana.submits({ mayFail: true });
    expect(await errorsOf(crew.ana)).toMatch(words);
    await crew.ana.seesModal(/One-pager 2 of 3/);
  });

  it.each([
    ['a guest', { 'Who may say stop': 'gil' }, /only an active full member of the team can/],
    [
      'somebody who is not in the team',
      { 'Who may say stop': 'lena' },
      /only an active full member/,
    ],
    ['no limit', { 'Must not get worse': 'errors' }, /something to watch and its limit/],
    ['what cannot be undone', { 'Can it be undone': 'No' }, ''],
  ])('step 3: %s', async (_what, typed, words) => {
    await startFresh();
    await crew.ana.submits();
    await crew.ana.submits();
    await crew.ana.fills(typed);
    if (words === '') {
      await crew.ana.seesModal(/Make it a spike/);
      await crew.ana.seesModal(/Find a reversible slice/);
      return;
    }
    await crew.ana.submits({ mayFail: true });
    expect(await errorsOf(crew.ana)).toMatch(words);
  });

  it('somebody who was there when the form opened and has left since', async () => {
    await startFresh();
    await crew.ana.submits();
    await crew.ana.submits();
    await crew.ana.fills({ 'Who may say stop': 'mia' });
    await crew.client.change({
      change: 'editPerson',
      userId: 'U0MIA',
      person: { isDeleted: true },
    });
    await crew.ana.submits({ mayFail: true });
    expect(await errorsOf(crew.ana)).toMatch(/cannot say stop at the moment/);
    await crew.client.change({
      change: 'editPerson',
      userId: 'U0MIA',
      person: { isDeleted: false },
    });
    await crew.ana.submits();
    await crew.ana.seesModal(/#1 Action X first\* is running/);
  });

  it('3,001 characters, which Slack’s own client would not send', async () => {
    await startFresh();
    const view = await crew.ana.seesModal(/One-pager 1 of 3/);
    const typed = { because: '𠮷'.repeat(3001), title: 'x'.repeat(81) };
    const answer = await submitElsewhere(crew.world, 'U0ANA', { view, typed });
    expect(answer).toContain('"response_action":"errors"');
    expect(answer).toContain('This is 3,001 characters and 3,000 fit.');
    expect(answer).toContain('This is 81 characters and 80 fit.');
    const fits = await submitElsewhere(crew.world, 'U0ANA', {
      view,
      typed: { because: `people stall ${'𠮷'.repeat(2987)}` },
    });
    expect(fits).toContain('"response_action":"update"');
  });

  it('nothing of all this reached the channel', async () => {
    expect(await readAll(crew)).toEqual([
      expect.stringMatching(/^Barbell is set up/),
      expect.stringMatching(/^#1 Action X first/),
    ]);
    expect(crew.world.botLog()).toBe('');
  });

  /** A new form, whatever drafts the attempts before left. */
  async function startFresh(): Promise<void> {
    const drafts = (await crew.client.views('U0ANA')).stack.length;
    for (let open = drafts; open > 0; open -= 1) await crew.ana.closes({ isCleared: true });
    await startFrom(crew.ana, 'Product');
  }
});

describe('a word that does not exist', () => {
  it.each([
    ['lsit', '/onepager list'],
    ['decisons cache', '/onepager decisions cache'],
    ['12', '/onepager show 12'],
    ['<!channel>', undefined],
  ])('%s gets the nearest one', async (word, nearest) => {
    const answer = await asks(crew.ben, `/onepager ${word}`);
    expect(answer).toMatch(/I do not know the word/);
    if (nearest !== undefined) expect(answer).toContain(`Did you mean \`${nearest}\`?`);
    expect(answer).not.toContain('<!channel>');
    expect(answer).toContain('`/onepager help`');
  });
});
