import { describe, expect, it } from 'vitest';
import { openLog } from '../log.ts';
import { connectSlack } from './client.ts';
import { answerTooMuch } from './too-much.ts';

/** Answers what is turned away; what Slack is told, and what it is asked for. */
async function turnAway(body: Record<string, unknown>) {
  const calls: string[] = [];
  const slack = connectSlack({
    botToken: 'xoxb-test',
    apiUrl: 'http://127.0.0.1/api/',
    fetch: async (url) => {
      calls.push(String(url));
      return Response.json({ ok: true });
    },
  });
  let told: unknown;
  const ack = async (answer?: unknown): Promise<void> => {
    told = answer;
  };
  await answerTooMuch({ slack, log: openLog('silent') }, { body, ack }, true);
  return { told, calls };
}

const form = (...blocks: object[]) => ({
  type: 'view_submission',
  view: { type: 'modal', blocks },
});

describe('a form that is turned away', () => {
  it('keeps what was typed, says why under its first field, and opens no further window (P41)', async () => {
    const { told, calls } = await turnAway(
      form(
        { type: 'section', block_id: 'why' },
        { type: 'input', block_id: 'title' },
        { type: 'input', block_id: 'bet' },
      ),
    );
    expect(told).toEqual({
      response_action: 'errors',
      errors: { title: expect.stringMatching(/still busy.*try it again in a moment/) },
    });
    expect(calls).toEqual([]);
  });

  it('says so on top where it has no field to say it under', async () => {
    for (const body of [form({ type: 'section' }), { type: 'view_submission' }]) {
      expect((await turnAway(body)).told).toMatchObject({ response_action: 'push' });
    }
  });
});
