import { createServer } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { type HttpAnswer, openAnswer } from './http-answer.ts';

/** Asks a server that answers so; what comes back, and what the answering had to say. */
async function ask(answering: (answer: HttpAnswer) => Promise<void>) {
  let working: Promise<PromiseSettledResult<void>[]> | undefined;
  const server = createServer((_, response) => {
    working = Promise.allSettled([answering(openAnswer(response))]);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const response = await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body: 'x' });
  const text = await response.text();
  const [settled] = (await working) ?? [];
  return {
    said: [response.status, response.headers.get('content-type'), text],
    why: settled?.status === 'rejected' ? String(settled.reason) : undefined,
  };
}

it('carries nothing, a text or an object, as the kind of payload takes it', async () => {
  const errors = { response_action: 'errors', errors: { title: 'Say <what> – “it” is.' } };
  const said = async (answer?: unknown) => (await ask(({ ack }) => ack(answer))).said;
  expect(await said()).toEqual([200, null, '']);
  expect(await said('')).toEqual([200, null, '']);
  expect(await said('hello')).toEqual([200, null, 'hello']);
  expect(await said(errors)).toEqual([200, 'application/json', JSON.stringify(errors)]);
});

it('is given once: the second one is an error of whoever gives it, and what failed after it changes nothing', async () => {
  const { said, why } = await ask(async ({ ack, fail }) => {
    await ack('first');
    fail();
    await ack('second');
  });
  expect(said).toEqual([200, null, 'first']);
  expect(why).toMatch(/acknowledged before/);
});

it('of what failed is a 503, and an acknowledgement that comes after it says that it came too late', async () => {
  const { said, why } = await ask(async ({ ack, fail }) => {
    fail();
    await ack({ response_action: 'clear' });
  });
  expect(said).toEqual([503, null, '']);
  expect(why).toMatch(/too late/);
});
