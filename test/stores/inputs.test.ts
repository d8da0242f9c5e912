import type { InputBlock, ModalView } from '@slack/types';
import { expect, it } from 'vitest';
import { listRunning } from '../../src/features/onepager/store.ts';
import { describeStores } from './engines.ts';
import { openWritingRoom, viewOf } from './writing-room.ts';

// Three minutes and about 18 inputs from a blank page to a published one-pager (product.md, *Write*).
const most = 18;

/** What a writer types on each step; everything else stands as the form proposes it. */
const typed = [
  {
    behaviour: 'New signups in segment S finish Action X on day 1',
    change: 'a checklist that opens on Action X',
    moves: 'the share finishing it in 24 h',
    because: 'people stall at step N not knowing what is next',
  },
  {
    proxyName: 'Action X in 24 h',
    proxyNow: '41%',
    proxyContinueIf: '+10%',
    outcomeName: '14-day activation',
    outcomeNow: '27%',
  },
  {
    guardrail: 'errors <= 0.1%',
    rollout: '10% behind a flag',
    rollback: 'flag off',
  },
] as const;

describeStores('the effort of a one-pager', (engine) => {
  it('is at most 18 answers, twelve of them typed anew, over three steps that fit a screen each', async () => {
    const world = await openWritingRoom(engine);
    const answered: string[] = [];
    let view = viewOf(await world.run('UANA'));
    for (const words of typed) {
      const inputs = inputsOf(view);
      expect(inputs.length).toBeLessThanOrEqual(12);
      answered.push(...Object.keys(words));
      const asked = inputs.filter((input) => input.optional !== true).map(nameOf);
      answered.push(...asked.filter((name) => !Object.hasOwn(words, name)));
      view = viewOf(await world.submit('UANA', view, words));
    }
    expect(view.title.text).toBe('Published');
    expect(await listRunning(world.db, 'tm_1')).toHaveLength(1);
    expect(new Set(answered).size).toBe(answered.length);
    expect(answered.length).toBeLessThanOrEqual(most);
    expect(typed.flatMap((words) => Object.keys(words))).toHaveLength(12);
  });

  it('cannot be less: each of the twelve is asked for when it is left out', async () => {
    for (const [step, words] of typed.entries()) {
      for (const name of Object.keys(words)) {
        const world = await openWritingRoom(engine);
        let view = viewOf(await world.run('UANA'));
        for (const earlier of typed.slice(0, step)) {
          view = viewOf(await world.submit('UANA', view, earlier));
        }
        const reply = await world.submit('UANA', view, { ...words, [name]: null });
        expect(reply, name).toMatchObject({ reply: 'fix' });
      }
    }
  });
});

function inputsOf(view: ModalView): InputBlock[] {
  return view.blocks.filter((block): block is InputBlock => block.type === 'input');
}

function nameOf(input: InputBlock): string {
  return (input.block_id ?? '').replace(/\.r\d+$/, '');
}
