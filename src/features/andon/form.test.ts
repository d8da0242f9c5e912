import type { ModalView } from '@slack/types';
import { describe, expect, it } from 'vitest';
import type { Subject } from '../onepager/subject-rules.ts';
import { type AndonForm, andonForm, notSureWords, parseAndon, parseAndonMetadata } from './form.ts';

const subject: Subject = {
  ...{ onepagerId: 'op_1', number: 12, title: 'Action X  first' },
  assumptions: [{ id: 'because', text: 'stallers do not\nknow what is next' }],
};
const nonce = '0123456789abcdef0123456789abcdef';
const team = { teamId: 'tm_1', channelId: 'C1', name: 'growth', people: 12 } as const;
const other = { teamId: 'tm_2', channelId: 'C2', name: 'company', people: 6 } as const;
const fresh: AndonForm = {
  ...{ teams: [team], team, isOff: false, subjects: [subject], nonce, isAsked: false, values: {} },
};

interface Text {
  text: string;
}
interface Option {
  value: string;
  text: Text;
}
interface Element {
  action_id: string;
  value?: string;
  text?: Text;
  placeholder?: Text;
  multiline?: boolean;
  options?: Option[];
  initial_value?: string;
  initial_option?: Option;
  initial_options?: Option[];
}
interface Block {
  type: string;
  block_id?: string;
  text?: Text;
  accessory?: Element;
  elements?: (Element & Text)[];
  element?: Element;
  label?: Text;
  hint?: Text;
  optional?: boolean;
}

/** What somebody reads and can do in a window, block by block. */
function read(view: ModalView): string[] {
  const blocks: Block[] = JSON.parse(JSON.stringify(view.blocks));
  return blocks.map((block) => {
    const { accessory, elements = [], element } = block;
    if (element !== undefined) return readInput(block, element);
    const more = accessory === undefined ? '' : ` [${accessory.text?.text}]`;
    if (block.text !== undefined) return `${block.text.text}${more}`;
    return elements
      .map(({ text, action_id, value }) =>
        typeof text === 'string' ? text : `[${Object(text).text}] ${action_id} ${value}`,
      )
      .join();
  });
}

function readInput({ block_id, optional, label, hint }: Block, element: Element): string {
  const { initial_value, initial_option, initial_options = [], options = [] } = element;
  const start =
    initial_value ?? initial_option?.value ?? initial_options.map(({ value }) => value).join();
  return [
    `${block_id}${optional === true ? '?' : ''}: ${label?.text}`,
    ...(element.placeholder === undefined ? [] : [element.placeholder.text]),
    ...(element.multiline === true ? ['long'] : []),
    ...options.map(({ value, text }) => `${value}=${text.text}`),
    `starts “${start}”`,
    ...(hint === undefined ? [] : [hint.text]),
  ].join(' | ');
}

describe('the form of an andon', () => {
  it('is one step of four fields, and nothing in it is told while it is typed', () => {
    const view = andonForm(fresh);
    expect([view.callback_id, view.title.text, view.submit?.text]).toEqual([
      'andon.pull',
      'Pull the andon',
      'Send, no name',
    ]);
    expect(JSON.stringify(view)).not.toMatch(/dispatch_action|response_url/);
    expect(read(view)).toEqual([
      expect.stringMatching(/^• Your name, id and the exact time are not kept.*\[More\]$/s),
      'about.tm_1: About | An assumption, a one-pager, or our direction | op_1/because=#12: “stallers do not know what is next” | op_1=#12 as a whole: Action X first | direction=Our direction | starts “”',
      'reason: What is off? | because=The because does not hold | evidence=I have seen evidence against it | number=The number can rise without users gaining | guardrail=Nobody watches the guardrail | other=Something else, in my own words | starts “”',
      'words?: Own words | long | starts “” | Not needed: a ready-made reason says enough, and style betrays.',
      'pause: What should pause until it is answered? | nothing=Nothing | test=This test | onepager=This one-pager | starts “nothing” | A wish that the team reads. Nothing pauses by itself.',
      '[I have a code from before] andon.code code',
    ]);
  });

  it('keeps what stood in it when it is drawn again, of this team alone', () => {
    const values = {
      ...{ 'about.tm_1': 'direction', 'about.tm_2': 'op_9', reason: 'number' },
      ...{ words: 'as typed', pause: 'test' },
    };
    const drawn = read(andonForm({ ...fresh, values })).join('\n');
    for (const start of ['direction', 'number', 'as typed', 'test']) {
      expect(drawn).toContain(`starts “${start}”`);
    }
    // A list where one value belongs is no value.
    const odd = read(andonForm({ ...fresh, values: { reason: ['number'] } })).join('\n');
    expect(odd).not.toContain('starts “number”');
  });

  it('asks which team only of who is in several', () => {
    const [, , picker] = read(andonForm({ ...fresh, teams: [team, other], team: other }));
    expect(picker).toBe('team: Team | tm_1=#growth | tm_2=#company | starts “tm_2”');
    const view = andonForm({ ...fresh, teams: [team, other] });
    const block = JSON.parse(JSON.stringify(view.blocks.find((one) => one.block_id === 'team')));
    expect([block.dispatch_action, block.element.action_id]).toEqual([true, 'andon.team']);
    expect(andonForm(fresh).blocks.some((one) => one.block_id === 'team')).toBe(false);
  });

  it('is a sentence, the other teams and the door for codes where it is switched off for so few', () => {
    const view = andonForm({ ...fresh, teams: [team, other], isOff: true });
    expect(view.submit).toBeUndefined();
    expect(view.close?.text).toBe('Close');
    expect(read(view)).toEqual([
      expect.stringMatching(/^team: Team/),
      expect.stringMatching(/<#C1> has fewer than five people/),
      expect.stringMatching(/^\[I have a code from before\]/),
    ]);
  });

  it('knows again which form it is, and no other', () => {
    const known = andonForm({ ...fresh, isAsked: true }).private_metadata ?? '';
    expect(parseAndonMetadata(known)).toEqual({ teamId: 'tm_1', nonce, isAsked: true });
    for (const odd of [
      ...['', '{}', 'null'],
      JSON.stringify({ teamId: 'op_1', nonce, isAsked: true }),
      JSON.stringify({ teamId: 1, nonce, isAsked: true }),
      JSON.stringify({ teamId: 'tm_1', nonce: `${nonce}0`, isAsked: true }),
      JSON.stringify({ teamId: 'tm_1', nonce: `x${nonce}`, isAsked: true }),
      JSON.stringify({ teamId: 'tm_1', nonce: `${nonce}\n`, isAsked: true }),
      JSON.stringify({ teamId: 'tm_1', nonce: 'short', isAsked: true }),
      JSON.stringify({ teamId: 'tm_1', nonce, isAsked: 'yes' }),
    ]) {
      expect(parseAndonMetadata(odd), odd).toBeUndefined();
    }
  });

  it('asks a second time with a box, in the words of one person or several', () => {
    const last = (people: number) =>
      read(andonForm({ ...fresh, isAsked: true, team: { ...team, people } })).at(-2);
    expect(last(4)).toBe(
      'sure?: Only 4 people could have sent it. Send it all the same? | yes=Yes, I know that it may be guessed | starts “” | Nothing has been sent yet.',
    );
    expect(last(1)).toMatch(/Only 1 person could/);
    expect(notSureWords).toBe(
      'Please tick this to send it, or press Cancel: nothing has been sent.',
    );
  });

  it('offers to cut off what of a link can be one’s own, once it was asked for, as it was typed', () => {
    const words = 'https://a.example/b?u=17 https://c.example/?x=<b>';
    const offer = (cut: string[] | undefined) =>
      read(andonForm({ ...fresh, values: { words, ...(cut === undefined ? {} : { cut }) } }));
    expect(offer(undefined)).toHaveLength(6);
    const [, , , , , says, box] = offer([]);
    expect(says).toBe(
      ':warning: *Nothing has been sent.* A link in your own words ends in what can be yours alone: “?u=17”, “?x=&lt;b&gt;”',
    );
    expect(box).toBe(
      'cut?: Cut it off? | yes=Yes, cut it off and send | starts “” | Or change it in your own words. The link mostly works without it.',
    );
    expect(offer(['yes'])[6]).toContain('starts “yes”');
    const none = { ...fresh, values: { words: 'no link', cut: [] } };
    expect(read(andonForm(none))).toHaveLength(6);
    expect(read(andonForm({ ...fresh, values: { cut: [] } }))).toHaveLength(6);
    const long = `https://a.example/?${'x'.repeat(90)}=1`;
    expect(read(andonForm({ ...fresh, values: { words: long, cut: [] } }))[5]).toMatch(/…”$/);
    const many = Array.from({ length: 40 }, (_, n) => `https://a.example/?${'y'.repeat(60)}=${n}`);
    const most = read(andonForm({ ...fresh, values: { words: many.join(' '), cut: [] } }))[5];
    expect(most?.length).toBe(1000);
  });

  it('holds as many subjects as Slack’s menu, the direction always, each cut to its length', () => {
    const subjects = Array.from({ length: 60 }, (_, n) => ({
      ...subject,
      onepagerId: `op_${n}` as const,
      title: 'a long title '.repeat(9),
    }));
    const [, about = ''] = read(andonForm({ ...fresh, subjects }));
    const choices = about.split(' | ').filter((part) => part.includes('='));
    expect(choices).toHaveLength(100);
    expect(choices.at(-1)).toBe('direction=Our direction');
    expect(choices[1]?.slice('op_0='.length)).toHaveLength(75);
  });
});

describe('what was sent', () => {
  const sent = { 'about.tm_1': 'op_1/because', reason: 'evidence', words: '', pause: 'test' };
  const parse = (over: Record<string, string | string[]>) =>
    parseAndon({ ...sent, ...over }, { teamId: 'tm_1', subjects: [subject] });
  const concern = {
    ...{ about: 'assumption', onepagerId: 'op_1' },
    ...{ assumption: 'stallers do not\nknow what is next' },
    ...{ reason: 'evidence', words: '', pause: 'test' },
  };

  it('is a doubt about an assumption, a one-pager or the direction', () => {
    expect(parse({})).toEqual({ concern, isSure: false });
    expect(parse({ 'about.tm_1': 'op_1' })).toEqual({
      concern: { ...concern, about: 'onepager', assumption: '' },
      isSure: false,
    });
    const { onepagerId: _, ...withoutOne } = concern;
    expect(parse({ 'about.tm_1': 'direction' })).toEqual({
      concern: { ...withoutOne, about: 'direction', assumption: '' },
      isSure: false,
    });
    expect(parse({ sure: ['yes'] })).toMatchObject({ isSure: true });
    expect(parse({ sure: ['no'] })).toMatchObject({ isSure: false });
  });

  it('pauses nothing unless that was chosen', () => {
    for (const pause of ['', 'everything']) {
      expect(parse({ pause })).toMatchObject({ concern: { pause: 'nothing' } });
    }
  });

  it.each([[''], ['op_2'], ['op_1/gone'], ['op_2/because'], [['direction']]])(
    'is about nothing that is not offered: %j',
    (about) => {
      expect(parse({ 'about.tm_1': about })).toEqual({
        errors: {
          'about.tm_1':
            'Please choose what this is about. What you had chosen may have been stopped or changed meanwhile.',
        },
      });
    },
  );

  it('is refused at each field that is wrong, all at once', () => {
    expect(parse({ 'about.tm_1': '', reason: 'none', words: '<@U1>' })).toEqual({
      errors: {
        'about.tm_1': expect.stringMatching(/^Please choose what this is about/),
        reason: 'Please choose what is off; one of the ready-made reasons is enough.',
        words: expect.stringMatching(/mention/),
      },
    });
    expect(parse({ words: 'x'.repeat(3001) })).toEqual({
      errors: { words: expect.stringMatching(/3,000/) },
    });
    expect(parse({ words: 'x'.repeat(3000) })).toMatchObject({ isSure: false });
  });

  it('needs words only where no ready-made reason was chosen, and blanks are none', () => {
    for (const words of ['', ' \n\u3164']) {
      expect(parse({ reason: 'other', words })).toEqual({
        errors: {
          words: 'Please say in a few words what is off, or choose one of the ready-made reasons.',
        },
      });
    }
    expect(parse({ words: ' \u3164' })).toMatchObject({ concern: { words: '' } });
    expect(parse({ reason: 'other', words: 'so' })).toMatchObject({ concern: { words: 'so' } });
  });

  it('offers to cut a link once, when nothing else is wrong; cuts it when that is ticked', () => {
    const words = 'see https://a.example/b?u=17';
    expect(parse({ words })).toEqual({ offers: 'cut' });
    expect(parse({ words, reason: '' })).toEqual({
      errors: {
        reason: expect.stringMatching(/^Please choose/),
        words: expect.stringMatching(/\?u=17$/),
      },
    });
    expect(parse({ words, cut: [] })).toEqual({
      errors: { words: expect.stringMatching(/\?u=17$/) },
    });
    expect(parse({ words, cut: ['yes'] })).toMatchObject({
      concern: { words: 'see https://a.example/b' },
    });
    expect(parse({ words: '<@U1>' })).toEqual({
      errors: { words: expect.stringMatching(/mention/) },
    });
  });
});
