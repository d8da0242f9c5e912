import { expect, it } from 'vitest';
import { findDecisionByNumber } from '../../src/features/decision/store.ts';
import { findLimitBreaks } from '../harness/limits.ts';
import { describeStores } from './engines.ts';
import { openLogRoom, wordsOf } from './export-room.ts';
import { viewOf } from './writing-room.ts';

describeStores('/onepager decisions', (engine) => {
  it('answers one entry in words, more as a table with its text, and nothing in a sentence', async () => {
    const room = await openLogRoom(engine);
    await room.log();
    expect(wordsOf(await room.run('UANA', 'decisions cache'))).not.toContain('data_table');
    await room.log({ title: 'A second cache', kind: 'promote', isAgainstRule: false });
    const both = await room.run('UANA', 'decisions cache');
    expect(wordsOf(both)).toContain('"type":"data_table"');
    expect(both).toMatchObject({
      reply: 'tell',
      text: expect.stringMatching(/#2 Promote.*#1 Stop/),
    });
    expect(wordsOf(await room.run('UANA', 'decisions promoted'))).not.toContain('Read-through');
    expect(wordsOf(await room.run('UANA', 'decisions against the rule'))).not.toContain('second');
    expect(wordsOf(await room.run('UANA', 'decisions by @UANA since 21 Nov'))).toContain('#2');
    expect(wordsOf(await room.run('UANA', 'decisions until 20 Nov'))).toContain(
      'Nothing in the log',
    );
  });

  it('turns pages in place, without a count, and says when a page is the last', async () => {
    const room = await openLogRoom(engine);
    for (let index = 1; index <= 23; index += 1) await room.log({ title: `cache ${index}` });
    const first = wordsOf(await room.run('UANA', 'decisions cache'));
    expect(first).toContain('"cache 23"');
    expect(first).not.toContain('"cache 3"');
    const next = /"action_id":"decision.more","value":("(?:[^"\\]|\\.)*")/.exec(first)?.[1];
    const second = await room.press('UANA', 'decision.more', JSON.parse(next ?? '""'));
    expect(second).toMatchObject({ reply: 'tell', isInPlace: true });
    expect(wordsOf(second)).toContain('"cache 3"');
    expect(wordsOf(second)).not.toContain('decision.more');
    expect(wordsOf(await room.press('UANA', 'decision.more', '{"old":1}'))).toContain(
      'lost the place',
    );
  });

  it('answers 3,000 characters, a day and a person it does not know with a sentence each', async () => {
    const room = await openLogRoom(engine);
    const told = async (text: string) => wordsOf(await room.run('UANA', `decisions ${text}`));
    expect(await told('x'.repeat(3000))).toContain('That is 3000 characters');
    expect(await told('since 1/11')).toContain('I cannot tell which day');
    expect(await told('by @nobody')).toContain('I know nobody called');
  });

  it('finds nothing of a private team for anybody outside of it, whatever they try', async () => {
    const room = await openLogRoom(engine);
    await room.log({ title: 'Secret plan', teamId: 'tm_2' });
    expect(wordsOf(await room.run('UANA', 'decisions secret'))).toContain('Secret plan');
    for (const userId of ['UBEN', 'UGUS', 'UOUT', 'UEVE']) {
      for (const search of ['secret', '', 'by @UANA', 'stopped', '1']) {
        expect(wordsOf(await room.run(userId, `decisions ${search}`.trim()))).not.toContain(
          'Secret',
        );
      }
      expect(wordsOf(await room.press(userId, 'decision.open', 'tm_2'))).toContain('Only people');
      const state = JSON.stringify({ text: 'secret', teamId: 'tm_2' });
      const typed = { words: 'secret' };
      for (const reply of [
        await room.press(userId, 'decision.more', state),
        await room.press(userId, 'decision.search', state, typed),
        await room.submit(userId, { callback_id: 'decision.log', private_metadata: state }, typed),
        await room.run(userId, 'export json'),
      ]) {
        expect(wordsOf(reply)).not.toContain('Secret');
      }
    }
  });

  it('searches again in the window, by Enter or its button, and says there why it cannot', async () => {
    const room = await openLogRoom(engine);
    await room.log();
    await room.log({ title: 'Outreach' });
    const window = viewOf(await room.press('UANA', 'decision.open', 'tm_1'));
    expect(window.submit?.text).toBe('Search');
    const state = window.private_metadata ?? '';
    const found = viewOf(await room.press('UANA', 'decision.search', state, { words: 'outreach' }));
    expect(JSON.stringify(found.blocks)).not.toContain('Read-through');
    const refused = viewOf(await room.submit('UANA', found, { words: 'since 99 Nov' }));
    expect(JSON.stringify(refused.blocks)).toContain('I cannot tell which day');
    expect(JSON.stringify(refused.blocks)).toContain('"initial_value":"since 99 Nov"');
    expect(findLimitBreaks(refused)).toEqual([]);
  });
});

describeStores('Log as decision', (engine) => {
  const message = {
    ...{ channelId: 'CGROWTH', ts: '1.1', userId: 'UBEN' },
    text: 'We keep the *old* queue, <@UBEN> agrees\nIt costs less &amp; is known',
    permalink: 'https://x.slack.com/archives/CGROWTH/p11',
  };

  it('fills the form from the message, writes the entry with the link, and posts nothing', async () => {
    const room = await openLogRoom(engine);
    const view = viewOf(await room.invoke('UANA', 'decision.log', message));
    const shown = JSON.stringify(view.blocks);
    expect(shown).toContain('"initial_value":"We keep the *old* queue, @UBEN agrees"');
    expect(shown).toContain('"initial_value":"It costs less & is known"');
    expect(shown).toContain('#growth');
    const values = {
      ...{ team: 'tm_1', title: 'We keep the old queue', line: 'It costs less' },
      ...{ because: 'everybody knows it', revisitOn: '2027-01-04' },
    };
    const logged = viewOf(await room.submit('UANA', view, values));
    expect(JSON.stringify(logged)).toContain('*#1* is in the log of <#CGROWTH>');
    expect(await findDecisionByNumber(room.db, 'T1', 1)).toMatchObject({
      ...{ kind: 'other', title: 'We keep the old queue', revisitOn: '2027-01-04' },
      texts: {
        line: 'It costs less',
        because: 'everybody knows it',
        source: 'https://x.slack.com/archives/CGROWTH/p11',
      },
      decidedByUserId: 'UANA',
    });
    expect(await room.db.selectFrom('message').select('id').execute()).toEqual([]);
  });

  it('refuses guests and outsiders, a day that has come, and a title of nothing', async () => {
    const room = await openLogRoom(engine);
    for (const userId of ['UGUS', 'UOUT', 'UEVE']) {
      const told = await room.invoke(userId, 'decision.log', message);
      expect(wordsOf(told)).toContain('logged by full members');
    }
    expect(wordsOf(await room.invoke('UANA', 'decision.log'))).toContain('on a message');
    const view = viewOf(await room.invoke('UBEN', 'decision.log', message));
    const title = 'A call';
    expect(await room.submit('UGUS', view, { title })).toMatchObject({
      ...{ reply: 'tell', text: expect.stringContaining('Only full members') },
    });
    expect(await room.submit('UBEN', view, { title: '\u200b ' })).toHaveProperty('errors.title');
    const past = { title, revisitOn: '2026-11-21' };
    expect(await room.submit('UBEN', view, past)).toHaveProperty('errors.revisitOn');
    const elsewhere = await room.submit('UBEN', view, { title, team: 'tm_2' });
    expect(wordsOf(elsewhere)).toContain('Only full members');
    expect(await findDecisionByNumber(room.db, 'T1', 1)).toBeUndefined();
  });
});
