import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the program can be killed between the click and the answer: before each of these happens, if not said otherwise. */
export const sendingPoints = [
  'the shortcut is read',
  'the window is asked for',
  'the form is read',
  'the code is hashed',
  'the report is written',
  'the count is written',
  'the report is committed',
  'after the report is committed',
  'after the traces are gone',
  'the acknowledgement is written',
] as const;

/** And between the bag and the post. */
export const releasePoints = [
  'the bag is committed',
  'after the bag is committed',
  'the andon is committed',
  'after the andon is committed',
  'the post is asked for',
  'after the post',
] as const;

/** A named moment in the life of an andon. */
export type CrashPoint = (typeof sendingPoints)[number] | (typeof releasePoints)[number];

const fileName = 'point';

/** Makes the program end itself, as by SIGKILL, the next time it comes to this point. */
export function dieAt(folder: string, point: CrashPoint): void {
  writeFileSync(join(folder, fileName), point);
}

/** What is loaded before the program and knows its points. It changes nothing but when the program ends. */
export function pointsModule(folder: string): string {
  const code = `
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { readFileSync, unlinkSync } from 'node:fs';
import crypto from 'node:crypto';
const file = ${JSON.stringify(join(folder, fileName))};
const reach = (name) => {
  let wanted = '';
  try { wanted = readFileSync(file, 'utf8'); } catch { return; }
  if (wanted !== name) return;
  unlinkSync(file);
  process.kill(process.pid, 'SIGKILL');
  for (;;);
};
const parse = JSON.parse;
JSON.parse = (text, ...more) => {
  if (/"type":"shortcut"/.test(text)) reach('the shortcut is read');
  if (/"type":"view_submission"/.test(text)) reach('the form is read');
  return parse(text, ...more);
};
const stringify = JSON.stringify;
JSON.stringify = (value, ...more) => {
  if (value?.envelope_id !== undefined && value.payload?.response_action !== undefined) reach('the acknowledgement is written');
  return stringify(value, ...more);
};
const call = globalThis.fetch;
globalThis.fetch = async (url, ...more) => {
  const [, method] = /api\\/([\\w.]+)/.exec(String(url?.url ?? url)) ?? [];
  if (method === 'views.open') reach('the window is asked for');
  if (method === 'chat.postMessage') reach('the post is asked for');
  const answer = await call(url, ...more);
  if (method === 'chat.postMessage') reach('after the post');
  return answer;
};
const scrypt = crypto.scrypt;
crypto.scrypt = (...words) => { reach('the code is hashed'); return scrypt(...words); };
syncBuiltinESMExports();
const Database = createRequire(process.cwd() + '/')('better-sqlite3');
const proto = Object.getPrototypeOf(new Database(':memory:').prepare('select 1'));
let written = '';
const writes = [
  [/^insert into "andon_report"/, 'report'],
  [/^update "andon_report" set "state" = \\S+ where/, 'bag'],
  [/^insert into "andon" /, 'andon'],
];
for (const name of ['run', 'all', 'get']) {
  const does = proto[name];
  proto[name] = function (...values) {
    const { source } = this;
    if (/^insert into "andon_report"/.test(source)) reach('the report is written');
    if (/^insert into "andon_count"/.test(source)) reach('the count is written');
    for (const [form, what] of writes) if (form.test(source)) written = what;
    const isCommit = /^commit/i.test(source);
    if (isCommit && written !== '') reach('the ' + written + ' is committed');
    const done = does.apply(this, values);
    if (isCommit && written !== '') {
      reach('after the ' + written + ' is committed');
      written = '';
    }
    if (/wal_checkpoint/.test(source)) reach('after the traces are gone');
    return done;
  };
}
`;
  return `data:text/javascript,${encodeURIComponent(code)}`;
}
