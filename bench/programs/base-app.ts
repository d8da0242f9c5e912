import { App, HTTPReceiver, SocketModeReceiver } from '@slack/bolt';
import SqliteFile from 'better-sqlite3';
import { signingSecret } from './click.ts';

// The least that an honest bot on Bolt does: signature, authorisation, acknowledgement; with `insert` also one durable row.
// base-app.js http|socket ack|insert <port or Slack's API> <database file>

const [by = '', does = '', place = '', file = ''] = process.argv.slice(2);
const receiver =
  by === 'http'
    ? new HTTPReceiver({ signingSecret, endpoints: '/slack/events' })
    : new SocketModeReceiver({
        appToken: 'xapp-bench',
        installerOptions: { clientOptions: { slackApiUrl: place } },
      });
const app = new App({
  receiver,
  authorize: () =>
    Promise.resolve({ botToken: 'xoxb-bench', botId: 'B0MINI', botUserId: 'U0MINIBOT' }),
});
const keep = does === 'insert' ? openKeeper() : () => {};
app.action<import('@slack/bolt').BlockAction>(/.*/, async ({ ack, body }) => {
  keep(body.trigger_id, body.user.id);
  await ack();
});
await (by === 'http' ? app.start(Number(place)) : app.start());
process.send?.('ready');
process.on('disconnect', () => process.exit(0));

/** One prepared statement, durable when it returns: a transaction of its own on a disk that is asked to have it. */
function openKeeper(): (key: string, userId: string) => void {
  const database = new SqliteFile(file);
  database.pragma('journal_mode = WAL');
  database.exec('create table kept (key text not null primary key, user_id text not null)');
  database.pragma('synchronous = FULL');
  if (database.pragma('synchronous', { simple: true }) !== 2) throw new Error('not durable');
  const insert = database.prepare('insert into kept (key, user_id) values (?, ?)');
  return (key, userId) => {
    insert.run(key, userId);
  };
}
