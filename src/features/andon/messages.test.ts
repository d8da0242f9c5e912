import type { ModalView } from '@slack/types';
import { describe, expect, it } from 'vitest';
import {
  andonNotice,
  andonWords,
  moreView,
  offBlocks,
  promiseBlocks,
  savedView,
} from './messages.ts';

function read(blocks: ModalView['blocks']): string[] {
  const plain: { text?: { text: string }; elements?: { text: string }[] }[] = JSON.parse(
    JSON.stringify(blocks),
  );
  return plain.map(
    ({ text, elements }) => text?.text ?? (elements ?? []).map((one) => one.text).join(),
  );
}

const frame = ({ callback_id, title, close, submit }: ModalView) => [
  ...[callback_id, title.text, close?.text],
  submit?.text,
];

describe('the promise', () => {
  it('is four short lines, and More', () => {
    const [block] = promiseBlocks({ channelId: 'C1', people: 8 });
    expect(read(block === undefined ? [] : [block])).toEqual([
      [
        '• Your name, id and the exact time are not kept.',
        '• Posted in <#C1> later, at a random moment.',
        '• It could be any of 8 people in the channel.',
        '• Can’t be hidden: your style, that Slack carried your click, a bot altered to record.',
      ].join('\n'),
    ]);
    expect(JSON.stringify(block)).toMatch(/"More".*"andon\.more"|"andon\.more".*"More"/);
    expect(JSON.stringify(block)).toContain('"value":"more"');
  });

  it('says how few could have sent it: below eight that it may be guessed, below five in bold', () => {
    const rest = (people: number) => read(promiseBlocks({ channelId: 'C1', people }).slice(1));
    expect(rest(8)).toEqual([]);
    expect(rest(7)).toEqual([
      '7 people is few: who knows the team may guess. A ready-made reason gives away least.',
    ]);
    expect(rest(4)).toEqual([
      ':warning: *Only 4 people could have sent this.* It may well be guessed, whatever Barbell hides. You are asked once more before it goes.',
    ]);
    expect(rest(1)[0]).toMatch(/Only 1 person could/);
  });

  it('says behind More what is kept, what cannot be hidden, what is not promised and how it is posted', () => {
    const view = moreView(false);
    expect(frame(view)).toEqual(['andon.promise', 'What is promised', 'Back', undefined]);
    expect(read(view.blocks)).toEqual([
      expect.stringMatching(/The bot keeps nothing that links it to you/),
      expect.stringMatching(/^\*What we cannot hide:\*/),
      expect.stringMatching(/^\*Not promised:\*/),
      expect.stringMatching(/^\*How it is posted:\*/),
      expect.stringMatching(/docs\/anonymity\.md/),
    ]);
    expect(read(moreView(true).blocks)).toContainEqual(
      expect.stringMatching(/PostgreSQL.*the hour.*never the person/),
    );
  });

  it('says where it is switched off for so few, and what one can do instead', () => {
    expect(read(offBlocks('C1'))).toEqual([
      expect.stringMatching(/^<#C1> has fewer than five people.*Freeze.*Nothing of this was noted/),
    ]);
  });
});

describe('what is answered', () => {
  it('shows the code once, and says what it is for', () => {
    const view = savedView('0123456789ABCDEFGHJKMNPQRS');
    expect(frame(view)).toEqual(['andon.saved', 'Saved', 'I have kept the code', undefined]);
    expect(read(view.blocks)).toEqual([
      expect.stringMatching(/^\*Saved, without your name\.\*/),
      'Your code, shown this once:\n```0123-4567-89AB-CDEF-GHJK-MNPQ-RS```',
      expect.stringMatching(/read the answer, add something, withdraw.*`\/onepager receipt`/),
    ]);
  });

  it.each(Object.entries(andonWords))('is a whole sentence that stands alone: %s', (_, words) => {
    expect(words).toMatch(/^[A-Z][^*_]{20,}(\*Freeze\*[^*_]+)?\.$/);
    const view = andonNotice(words);
    expect([frame(view), read(view.blocks)]).toEqual([
      ['andon.notice', 'Andon', 'OK', undefined],
      [words],
    ]);
  });
});
