// The least that a bot with our packages does before it answers: imports them, opens Bolt on a port, says that it is healthy.
// base-start.js <port>

/** What `dist/src/main.js` needs to serve Slack on SQLite; the local workspace and PostgreSQL bring more. */
const packages = [
  '@date-fns/tz',
  '@slack/bolt',
  '@slack/web-api',
  'better-sqlite3',
  'date-fns',
  'date-holidays',
  'ics',
  'kysely',
  'node-cron',
  'pino',
  'prom-client',
  'zod',
];
for (const name of packages) await import(name);
const { App, HTTPReceiver } = await import('@slack/bolt');
const { default: SqliteFile } = await import('better-sqlite3');
new SqliteFile(':memory:').close();
const receiver = new HTTPReceiver({
  signingSecret: 'not-asked',
  customRoutes: [
    { path: '/healthz', method: ['GET'], handler: (_, response) => void response.end('{}') },
  ],
});
const app = new App({ receiver, authorize: () => Promise.resolve({ botToken: 'xoxb-bench' }) });
await app.start(Number(process.argv[2]));
process.on('disconnect', () => process.exit(0));
