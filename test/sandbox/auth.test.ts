import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSandbox, type TestSandbox } from './fixture.ts';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.stop());

function post(path: string, init: RequestInit): Promise<Response> {
  return fetch(sandbox.url + path, { method: 'POST', ...init });
}

describe('tokens', () => {
  it('refuses a call without one', async () => {
    expect((await sandbox.call('auth.test', {}, '')).verdict).toBe('not_authed');
  });
  it('refuses a wrong one', async () => {
    expect((await sandbox.call('auth.test', {}, 'xoxb-other')).verdict).toBe('invalid_auth');
  });
  it('refuses the app token where the bot token belongs, and the other way round', async () => {
    const { call, appToken } = sandbox;
    expect((await call('auth.test', {}, appToken)).verdict).toBe('not_allowed_token_type');
    expect((await call('apps.connections.open')).verdict).toBe('not_allowed_token_type');
  });
  it('takes the token as an argument too', async () => {
    const answer = await sandbox.call('auth.test', { token: sandbox.botToken }, '');
    expect(answer.body).toMatchObject({ ok: true, team: 'Northwind', user_id: 'U0BARBELL' });
  });
  it('does not say tokens in the record of calls', async () => {
    await sandbox.call('auth.test', { token: sandbox.botToken }, '');
    expect(JSON.stringify(await sandbox.control.calls())).not.toContain('xoxb');
  });
  it('refuses everything after the token is revoked, and after an uninstall', async () => {
    await using own = await openSandbox({ timing: { redeliverMs: [] } });
    await own.control.change({ change: 'revokeToken' });
    expect((await own.call('auth.test')).verdict).toBe('token_revoked');
    await fetch(`${own.url}/sandbox/world`, {
      method: 'POST',
      body: JSON.stringify({ change: 'uninstall' }),
    });
    expect((await own.call('auth.test')).verdict).toBe('account_inactive');
  });
});

describe('scopes', () => {
  it('names what is needed and what there is', async () => {
    const { body } = await sandbox.call('conversations.join', { channel: 'C0GROWTH' });
    expect(body).toMatchObject({ error: 'missing_scope', needed: 'channels:join' });
    expect(body.provided).toContain('chat:write');
  });
  it('counts optional scopes as granted until they are revoked', async () => {
    await using own = await openSandbox();
    const args = { filename: 'a.csv', length: 3 };
    expect((await own.call('files.getUploadURLExternal', args)).verdict).toBe('ok');
    await own.control.change({ change: 'revokeScopes', scopes: ['files:write'] });
    expect((await own.call('files.getUploadURLExternal', args)).verdict).toBe('missing_scope');
    await own.control.change({ change: 'grantScopes', scopes: ['files:write'] });
    expect((await own.call('files.getUploadURLExternal', args)).verdict).toBe('ok');
  });
  it.each([
    ['team.info', {}, 'team:read'],
    ['conversations.list', { types: 'im' }, 'im:read'],
  ])('wants the scope for %s', async (method, args, needed) => {
    expect((await sandbox.call(method, args)).body).toMatchObject({ needed });
  });
});

describe('arguments', () => {
  it('refuses an unknown method', async () => {
    expect((await sandbox.call('chat.shout')).verdict).toBe('unknown_method');
  });
  it('refuses an unknown argument', async () => {
    const answer = await sandbox.call('users.info', { user: 'U0ANA', usr: 'x' });
    expect(answer.verdict).toBe('invalid_arguments');
    expect(answer.messages).toEqual(['[ERROR] unknown argument: usr']);
  });
  it('names a missing argument', async () => {
    const answer = await sandbox.call('users.info');
    expect(answer.messages).toEqual(['[ERROR] missing required field: user']);
  });
  it('refuses a value of the wrong kind', async () => {
    const answer = await sandbox.call('users.list', { limit: 'many' });
    expect(answer.verdict).toBe('invalid_arguments');
  });
  it('reads JSON, multipart and query arguments', async () => {
    const auth = { authorization: `Bearer ${sandbox.botToken}` };
    const json = await post('/api/users.info', {
      headers: { ...auth, 'content-type': 'application/json' },
      body: JSON.stringify({ user: 'U0ANA' }),
    });
    expect(await json.json()).toMatchObject({ ok: true });
    const form = new FormData();
    form.set('user', 'U0ANA');
    const multipart = await post('/api/users.info', { headers: auth, body: form });
    expect(await multipart.json()).toMatchObject({ ok: true });
    const get = await fetch(`${sandbox.apiUrl}users.info?user=U0ANA`, { headers: auth });
    expect(await get.json()).toMatchObject({ ok: true, user: { tz: 'Europe/Berlin' } });
  });
});

describe('nonsense', () => {
  it('refuses bodies over a megabyte', async () => {
    const response = await post('/api/api.test', { body: 'x'.repeat(1_000_001) });
    expect(response.status).toBe(413);
  });
  it('refuses broken JSON', async () => {
    const headers = { 'content-type': 'application/json' };
    expect((await post('/api/api.test', { headers, body: '{' })).status).toBe(400);
    expect((await post('/sandbox/act', { body: '[]' })).status).toBe(400);
    expect((await post('/sandbox/act', { body: '{"act":"fly"}' })).status).toBe(400);
  });
  it('has no other paths', async () => {
    expect((await fetch(`${sandbox.url}/elsewhere`)).status).toBe(404);
    expect((await fetch(`${sandbox.url}/sandbox/elsewhere`)).status).toBe(404);
  });
  it('refuses control requests for another host, or from another site', async () => {
    expect(await statusFor({ host: 'evil.example' })).toBe(403);
    expect(await statusFor({ host: 'localhost:1', origin: 'https://evil.example' })).toBe(403);
    expect(await statusFor({ host: 'localhost:1' })).toBe(200);
  });
  it('listens on this machine only', async () => {
    await expect(openSandbox({ host: '0.0.0.0' })).rejects.toThrow('this machine only');
  });
});

/** `fetch` does not let a test choose the Host header. */
function statusFor(headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(`${sandbox.url}/sandbox/clock`, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}
