import { drawHex } from '../../lib/random.ts';
import { transact } from '../../platform/db/transact.ts';
import type {
  SealedCommand,
  SealedDeps,
  SealedReply,
  SealedSubmit,
} from '../../platform/slack/sealed.ts';
import { findSubjectName } from '../onepager/store-subject.ts';
import type { AdditionKind, PublicAndon } from '../raised/concern-rules.ts';
import { findPublicAndon } from '../raised/store-public.ts';
import { andonNotice, andonWords } from './messages.ts';
import { mineForm, parseCode, parseMine, parseMineMetadata, receiptForm } from './receipt-form.ts';
import { readCode } from './rules.ts';
import {
  deleteWaiting,
  findByReceipt,
  forgetOrder,
  isFormKnown,
  type Report,
  saveWaitingWords,
} from './store.ts';
import { insertAddition, listAdditions } from './store-addition.ts';
import { findSecret } from './store-slot.ts';

const mostWaiting = 3;
/** Of a report that waits, with everything that was added: as many as its own form takes and three additions. */
const mostWords = 12_000;

/** `/onepager receipt`: asks for the code in a window; one that was typed behind it is not even looked at. */
export async function runReceipt(_deps: SealedDeps, act: SealedCommand): Promise<SealedReply> {
  if (act.rest !== '') return { reply: 'tell', text: andonWords.typedCode };
  return { reply: 'show', view: receiptForm() };
}

/** *I have a code from before*. */
export async function openReceipt(): Promise<SealedReply> {
  return { reply: 'show', view: receiptForm() };
}

/** The code is sent: what it opens, or one sentence that is the same whatever is wrong with it. */
export async function showMine(deps: SealedDeps, act: SealedSubmit): Promise<SealedReply> {
  if (!act.mayGo) return { reply: 'fix', errors: { code: andonWords.tries } };
  const code = readCode(parseCode(act.values));
  const found = await findMine(deps, act, code ?? '');
  if (found === undefined || code === undefined) {
    return { reply: 'fix', errors: { code: andonWords.wrongCode }, isCounted: true };
  }
  const { report, raised } = found;
  const { onepagerId } = report.concern;
  const view = mineForm(
    {
      concern: report.concern,
      onepager:
        onepagerId === undefined
          ? undefined
          : await findSubjectName(deps.db, act.workspaceId, onepagerId),
      isSentBack: report.reopenedWeekOn === act.weekOn,
      ...(raised === undefined ? {} : { raised }),
    },
    { code, nonce: drawHex(16, deps.random) },
  );
  return { reply: 'replace', view };
}

/** Adds, withdraws or sends back: what was not posted yet changes at once, everything else waits for its moment. */
export async function changeMine(deps: SealedDeps, act: SealedSubmit): Promise<SealedReply> {
  const metadata = parseMineMetadata(act.metadata);
  if (metadata === undefined) return { reply: 'tell', text: andonWords.oldForm };
  const parsed = parseMine(act.values);
  if ('errors' in parsed) return { reply: 'fix', errors: parsed.errors };
  const nonceHash = deps.quickHash(metadata.nonce);
  if (await isFormKnown(deps.db, act.workspaceId, nonceHash)) return notice(andonWords.added);
  const found = await findMine(deps, act, metadata.code);
  if (found === undefined) return { ...notice(andonWords.mineGone), isCounted: true };
  const change = { ...parsed, nonceHash, weekOn: act.weekOn };
  const reply = await (found.report.state === 'raised'
    ? addLater(deps, found, change)
    : changeNow(deps, found.report, change));
  await forgetOrder(deps.db);
  return reply;
}

interface Found {
  report: Report;
  raised?: PublicAndon;
}

async function findMine(
  deps: SealedDeps,
  { workspaceId }: { workspaceId: string },
  code: string,
): Promise<Found | undefined> {
  const secret = await findSecret(deps.db, workspaceId);
  // As long as with a code that is right.
  const hash = await deps.slowHash(code, secret?.salt ?? 'none');
  const report = await findByReceipt(deps.db, workspaceId, hash);
  if (report === undefined) return undefined;
  if (report.andonId === undefined) return { report };
  const raised = await findPublicAndon(deps.db, workspaceId, report.andonId);
  if (raised === undefined || raised.state === 'withdrawn') return undefined;
  return { report, raised };
}

interface Change {
  kind: AdditionKind;
  words: string;
  nonceHash: string;
  weekOn: string;
}

async function changeNow(deps: SealedDeps, report: Report, change: Change): Promise<SealedReply> {
  const { random } = deps;
  if (change.kind === 'not-answered') return fixWhat(andonWords.notAnswered);
  if (change.kind === 'withdrawal') {
    const isGone = await transact(deps.db, (tx) => deleteWaiting(tx, report, random));
    return isGone ? notice(andonWords.withdrawn) : fixWhat(andonWords.postedMeanwhile);
  }
  // The same form, delivered again: nothing of a form is kept with words that wait.
  if (`\n\n${report.concern.words}\n\n`.includes(`\n\n${change.words}\n\n`)) {
    return notice(andonWords.addedToWaiting);
  }
  const words = [report.concern.words, change.words].filter((part) => part !== '').join('\n\n');
  if (words.length > mostWords) return fixWhat(andonWords.enoughWords);
  const isKept = await transact(deps.db, (tx) => saveWaitingWords(tx, report, { words, random }));
  return isKept ? notice(andonWords.addedToWaiting) : fixWhat(andonWords.postedMeanwhile);
}

async function addLater(
  deps: SealedDeps,
  { report, raised }: Found,
  change: Change,
): Promise<SealedReply> {
  if (change.kind === 'not-answered') {
    if (raised?.state !== 'answered') return fixWhat(andonWords.notAnswered);
    if (report.reopenedWeekOn === change.weekOn) return fixWhat(andonWords.oncePerWeek);
  }
  const waiting = await listAdditions(deps.db, report);
  if (waiting.some(({ kind }) => kind === 'withdrawal')) return notice(andonWords.mineGone);
  if (waiting.length >= mostWaiting) return fixWhat(andonWords.enoughWaits);
  await transact(deps.db, (tx) => insertAddition(tx, report, { ...change, random: deps.random }));
  return notice(laterWords[change.kind]);
}

const laterWords: Readonly<Record<AdditionKind, string>> = {
  words: andonWords.added,
  withdrawal: andonWords.willWithdraw,
  'not-answered': andonWords.willReopen,
};

function fixWhat(text: string): SealedReply {
  return { reply: 'fix', errors: { what: text } };
}

function notice(text: string): Extract<SealedReply, { reply: 'replace' }> {
  return { reply: 'replace', view: andonNotice(text) };
}
