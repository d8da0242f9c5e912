import { expect, it } from 'vitest';
import { features } from '../../src/app.ts';
import type { FormValues } from '../../src/platform/slack/feature.ts';
import { describeStores } from './engines.ts';
import { asked, openKeyRoom } from './key-room.ts';
import { press } from './review-room.ts';

// A form that was drawn by another release, or tampered with, is answered: sending it again could never help (B-27).

/** Missing, no JSON, none of ours, of another release, tampered, and far too long. */
const broken = [
  '',
  '{',
  'null',
  '[]',
  '{"form":0}',
  '{"cardId":"op_1","reviewId":"cd_1","teamId":5,"onepagerId":"tm_1","decisionId":null}',
  `{"cardId":"${'x'.repeat(5000)}"}`,
];

/** Filled in as well as any form asks for, so that nothing else refuses it first. */
const values: FormValues = {
  ...{ when: 'hour', who: 'everyone', from: '2026-12-09', until: '2026-12-09' },
  ...{ reason: 'because', because: 'because', returnsOn: '2026-12-20', owner: 'U2' },
  ...{ title: 'a title', country: 'none', onepager: 'op_1', why: 'it shows' },
};

/** Which filter the log is drawn with keeps nothing: without its own the log is drawn anew. */
const drawsAnew = new Set(['decision.log']);

const submits = features.flatMap((one) => Object.entries(one.submits ?? {}));
const actions = features.flatMap((one) => Object.entries(one.actions ?? {}));

describeStores('a form that is broken or of another release', (engine) => {
  it('is answered by every form with words, so that nothing typed is lost (B-27)', async () => {
    const { deps } = await openKeyRoom(engine, ['U2']);
    expect(submits.length).toBeGreaterThan(15);
    for (const [id, submit] of submits) {
      for (const metadata of broken) {
        const { workspaceId, userId, key, now } = press('U1', '', asked);
        const act = { workspaceId, userId, key, now, viewId: 'V1', metadata, values };
        const { reply } = await submit(deps, act).catch((error) => ({ reply: String(error) }));
        const answers = drawsAnew.has(id) ? ['replace'] : ['tell', 'fix'];
        expect(answers, `${id} with ${metadata.slice(0, 40)}`).toContain(reply);
      }
    }
  });

  it('is answered by every button and menu in a form', async () => {
    const { deps } = await openKeyRoom(engine, ['U2']);
    for (const [id, action] of actions) {
      for (const metadata of broken) {
        for (const value of ['', 'aw_1', 'DE']) {
          const place = { at: 'modal', viewId: 'V1', callbackId: '', metadata, values } as const;
          const act = { ...press('U1', value, asked), place };
          const { reply } = await action(deps, act).catch((error) => ({ reply: String(error) }));
          expect(reply, `${id} with ${metadata.slice(0, 40)}`).toMatch(/^\w+$/);
        }
      }
    }
  });
});
