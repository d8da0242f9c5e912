import { describe, expect, it, onTestFinished } from 'vitest';
import { command, submission } from './payloads.ts';
import { usual } from './room.ts';
import { findTexts } from './scan.ts';
import { openPostgresStore, openSqliteStore, readSpoken } from './sinks.ts';
import { openStage, pullOn, type Stage, stems } from './stage.ts';

/** Our level, and PostgreSQL's at the same time: the last is the most that anything can say. */
const levels = [
  ['silent', 'error'],
  ['error', 'error'],
  ['warn', 'warning'],
  ['info', 'notice'],
  ['debug', 'debug1'],
  ['debug', 'debug5'],
] as const;

/** Everything that makes libraries talk: a good flow, a refused one, a window that Slack refuses, what nobody can read. */
async function live(stage: Stage, from: number): Promise<void> {
  const good = stage.caller(from);
  const form = await pullOn(stage, good);
  await stage.deliver(good, submission(good, form, { ...usual, words: `${stems.command} words` }));
  await stage.deliver(good, submission(good, form, { ...usual, words: '<@U1>' }));
  const late = stage.caller(from + 1);
  for (const error of ['expired_trigger_id', 'internal_error', 'ratelimited']) {
    stage.slack.answers('views.open', { ok: false, error });
    await stage.deliver(late, command(late, 'receipt'));
  }
  stage.slack.answers('views.open', { ok: true, view: { id: 'V0', type: 'modal' } });
  const odd = { ...submission(late, form, usual), user: undefined };
  if (stage.options.transport === 'http') {
    const body = `payload=${encodeURIComponent(JSON.stringify(submission(late, form, usual)))}`;
    const headers = { 'x-slack-signature': 'v0=00', 'x-slack-request-timestamp': late.mark };
    await fetch(`http://127.0.0.1:${stage.bot.port}/slack/events`, {
      method: 'POST',
      headers,
      body,
    });
  } else {
    stage.slack.sends(`{"type":"interactive","envelope_id":"","payload":"${late.mark}"}`);
    stage.slack.sends(`no json ${late.mark}`);
  }
  await stage.deliver(late, odd, true);
}

describe.each([
  ['socket', openSqliteStore],
  ['http', openPostgresStore],
] as const)('every log level of every library over %s', (transport, openStore) => {
  it('says nothing about anybody, whatever is switched on (F-100)', {
    timeout: 240_000,
  }, async () => {
    const ends: (() => Promise<void>)[] = [];
    onTestFinished(async () => {
      for (const end of ends.toReversed()) await end();
    });
    const store = await openStore((end) => ends.push(end));
    const { databaseUrl } = store;
    const stage = await openStage({ transport, people: 20, databaseUrl }, (end) => ends.push(end));
    for (const [index, [level, ofPostgres]] of levels.entries()) {
      stage.bot.kill('SIGTERM');
      await stage.bot.ended;
      const environment = {
        PGOPTIONS: `-c client_min_messages=${ofPostgres} -c log_min_messages=${ofPostgres}`,
      };
      await stage.restart({ level, environment });
      await live(stage, index * 2);
      const said = (await readSpoken(stage)).filter(({ name }) => /^(log|output)$/.test(name));
      const server = store.files().filter(({ name }) => name === 'server log');
      expect(server).toHaveLength(transport === 'http' ? 1 : 0);
      const hits = findTexts([...said, ...server], Object.values(stems));
      expect(hits, `LOG_LEVEL=${level}, client_min_messages=${ofPostgres}`).toEqual([]);
    }
  });
});
