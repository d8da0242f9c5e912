import { readFileSync } from 'node:fs';
import { miniTeamId, startMiniSlack } from '../../test/protocol/mini-slack.ts';
import { type CardPress, pressAt } from './click.ts';
import { type LoadOrder, load } from './load.ts';

// A process of its own: a Slack that presses buttons over Socket Mode, on whatever connections its app has opened.
// load-socket.js <file of presses> <name of the run> <now of the ritual>

const [pressesFile = '', name = '', now = ''] = process.argv.slice(2);
const presses: CardPress[] = JSON.parse(readFileSync(pressesFile, 'utf8'));
const slack = await startMiniSlack(() => {});
slack.answers('/clock', { now });
const waiting = new Map<string, (isGood: boolean) => void>();
const heard = new WeakSet<object>();
let next = 0;

/** Every connection's acknowledgements, also of those that were opened meanwhile. */
function listen(): void {
  for (const socket of slack.sockets) {
    if (heard.has(socket)) continue;
    heard.add(socket);
    socket.on('message', (data) => {
      const ack: { envelope_id?: string; payload?: unknown } = JSON.parse(String(data));
      const answer = waiting.get(ack.envelope_id ?? '');
      waiting.delete(ack.envelope_id ?? '');
      answer?.(ack.payload === undefined || Object.keys(ack.payload ?? {}).length === 0);
    });
  }
}

function send(): Promise<boolean> {
  const envelopeId = `${name}-${next}`;
  const payload = pressAt(presses, next, { teamId: miniTeamId, name });
  const sockets = [...slack.sockets];
  const socket = sockets[next % sockets.length];
  next += 1;
  const envelope = { envelope_id: envelopeId, type: 'interactive', payload };
  return new Promise((resolve) => {
    waiting.set(envelopeId, resolve);
    socket?.send(JSON.stringify({ ...envelope, accepts_response_payload: true }));
  });
}

process.on('message', (order: LoadOrder) => {
  listen();
  const senders = Array.from({ length: order.connections }, () => send);
  void load(order, senders).then((done) => process.send?.(done));
});
process.on('disconnect', () => process.exit(0));
process.send?.(slack.apiUrl);
