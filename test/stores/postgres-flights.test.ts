import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { sql } from 'kysely';
import { expect, it, onTestFinished } from 'vitest';
import { openPostgres } from '../../src/platform/db/postgres.ts';
import { preparedSend, preparedWrite } from '../../src/platform/db/prepared.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { createPostgres } from './engines.ts';

const laneRow = { workspace_id: 'T1', tokens: 1, refilled_at: '2026-11-24T09:00:00.000Z' };
const writeLane = preparedWrite<{ lane: string }>()((db, at) =>
  db.insertInto('pace').values({ ...laneRow, lane: at('lane') }),
);
const sendLane = preparedSend<{ lane: string }>()((db, at) =>
  db.insertInto('pace').values({ ...laneRow, lane: at('lane') }),
);
const sendAny = preparedSend<{ lane: object }>()((db, at) =>
  db.insertInto('pace').values({ ...laneRow, lane: sql<string>`${at('lane')}` }),
);

/** A database behind a line that counts what goes to the server, and on which a word can come out wrong. */
async function openLine() {
  const url = new URL(await createPostgres());
  const server = { port: Number(url.port), host: url.hostname };
  const heard: string[] = [];
  const wrong: { word?: string } = {};
  const sockets = new Set<Socket>();
  const line = createServer((near) => {
    const far = connect(server);
    for (const socket of [near, far]) sockets.add(socket.on('error', () => socket.destroy()));
    near.on('data', (data) => {
      const text = data.toString('latin1');
      heard.push(text);
      const { word } = wrong;
      const isWrong = word !== undefined && text.includes(word);
      if (isWrong) delete wrong.word;
      far.write(
        isWrong ? Buffer.from(text.replace(word, 'x'.repeat(word.length)), 'latin1') : data,
      );
    });
    far.pipe(near);
  }).listen(0, '127.0.0.1');
  await once(line, 'listening');
  const address = line.address();
  url.host = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const { db, close } = await openPostgres(url.href, { connections: 1 });
  onTestFinished(async () => {
    await close();
    for (const socket of sockets) socket.destroy();
    line.close();
  });
  return { db, heard, wrong };
}

it('an act goes three times to the server: what it begins and reads, what it must know, the rest with its commit', async () => {
  const { db, heard } = await openLine();
  const act = (number: number) =>
    transact(db, async (tx) => {
      await tx.selectFrom('pace').selectAll().execute();
      expect(await writeLane(tx, { lane: `${number}` })).toBe(1);
      await sendLane(tx, { lane: `${number} a` });
      await sendLane(tx, { lane: `${number} b` });
    });
  await act(1);
  heard.length = 0;
  await act(2);
  expect(heard).toHaveLength(3);
  expect(await db.selectFrom('pace').selectAll().execute()).toHaveLength(6);
});

it('nothing is written when the server did not begin, and what failed is said', async () => {
  const { db, wrong } = await openLine();
  const works: ((tx: Parameters<typeof writeLane>[0]) => Promise<unknown>)[] = [
    (tx) => writeLane(tx, { lane: 'a' }),
    (tx) => sendLane(tx, { lane: 'a' }),
    async (tx) => {
      await tx.selectFrom('pace').selectAll().execute();
      await sendLane(tx, { lane: 'a' });
    },
    // Who hears of it and goes on anyway.
    async (tx) => {
      await Promise.allSettled([tx.selectFrom('pace').selectAll().execute()]);
      await writeLane(tx, { lane: 'a' });
    },
    (tx) => Promise.all([tx.selectFrom('pace').execute(), writeLane(tx, { lane: 'a' })]),
  ];
  for (const work of works) {
    wrong.word = 'start transaction';
    await expect(transact(db, work)).rejects.toThrow('syntax error');
    expect(await db.selectFrom('pace').selectAll().execute()).toEqual([]);
  }
  await transact(db, (tx) => sendLane(tx, { lane: 'a' }));
  expect(await db.selectFrom('pace').selectAll().execute()).toHaveLength(1);
});

it('nothing is kept of an act of which the driver refused to send a part, whoever has heard of it', async () => {
  const { db } = await openLine();
  const lane = {
    toPostgres: () => {
      throw new Error('not to be sent');
    },
  };
  for (const isHeard of [false, true]) {
    const acting = transact(db, async (tx) => {
      await writeLane(tx, { lane: 'a' });
      await sendAny(tx, { lane });
      if (isHeard) await Promise.allSettled([tx.selectFrom('pace').execute()]);
    });
    await expect(acting).rejects.toThrow('not to be sent');
    expect(await db.selectFrom('pace').selectAll().execute()).toEqual([]);
  }
});
