import { readFileSync } from 'node:fs';
import { type CardPress, firstPress, pressAt, signedRequest } from './click.ts';
import { KeptConnection, type LoadOrder, load } from './load.ts';

// A process of its own: presses buttons over signed HTTP, on connections that stay open.
// load-http.js <port> <file of presses> <workspace> <name of the run> <which part of the presses comes first>

const [port = '', pressesFile = '', teamId = '', name = '', part = '0'] = process.argv.slice(2);
const presses: CardPress[] = JSON.parse(readFileSync(pressesFile, 'utf8'));
let next = firstPress(presses, Number(part));

process.on('message', (order: LoadOrder) => {
  // Fresh ones for every turn: while the other side stood still, so did its patience with those from before.
  const connections = Array.from(
    { length: order.connections },
    () => new KeptConnection(Number(port)),
  );
  const senders = connections.map((connection) => async () => {
    const payload = pressAt(presses, next, { teamId, name });
    next += 1;
    return (await connection.send(signedRequest(payload, Date.now()))) === 200;
  });
  void load(order, senders).then((done) => {
    for (const connection of connections) connection.close();
    process.send?.(done);
  });
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
