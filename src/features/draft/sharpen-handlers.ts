import { isId } from '../../lib/ids.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import {
  type Act,
  type ActionAct,
  type Deps,
  type Reply,
  type SubmitAct,
  showInPlace,
  tell,
} from '../../platform/slack/feature.ts';
import { once } from '../../platform/slack/once.ts';
import { blockIdOf } from '../onepager/field-rules.ts';
import type { OnePager } from '../onepager/rules.ts';
import { findOnePager, findVersion } from '../onepager/store.ts';
import { type BetFields, type Finding, listTokens } from '../quality/rules.ts';
import { findConflict, saveAmendment } from './amend.ts';
import { type Desk, readDesk, warmNamed } from './desk.ts';
import { draftWords, findingText, savedText, sayView, tooLongText } from './messages.ts';
import { type Check, checkDraft } from './rules.ts';
import {
  parseSharpen,
  readSharpenMetadata,
  SHARPEN_FIELDS,
  type SharpenMetadata,
  sharpenView,
} from './sharpen-form.ts';
import { refuseEdit } from './submit.ts';

/** *Sharpen* on a card. */
export async function openSharpen(deps: Deps, act: ActionAct): Promise<Reply> {
  const desk = await openDesk(deps, act, { value: act.value });
  if (desk === undefined) return tell(draftWords.goneOnePager);
  return once(deps, act, async (tx) => {
    const refusal = await refuseEdit(tx, act, desk.running);
    if (refusal !== undefined) return tell(refusal);
    const { running } = desk;
    const { fields } = running.bet;
    const view = sharpenView({
      metadata: { form: 1, onepagerId: running.id, version: running.version, revision: 0 },
      onepager: running,
      fields,
      findings: hintsOf(checkDraft(fields, desk.question)),
    });
    return showInPlace(act, view);
  });
}

/** *Look at it as*: the same form with what that role suggests; nothing is saved and nothing typed is lost. */
export async function changeLens(deps: Deps, act: ActionAct): Promise<Reply> {
  const { place } = act;
  const metadata = place.at === 'modal' ? readSharpenMetadata(place.metadata) : undefined;
  if (place.at !== 'modal' || metadata === undefined) {
    return tell(draftWords.oldForm);
  }
  const desk = await openDesk(deps, act, { value: metadata.onepagerId });
  if (desk === undefined) return tell(draftWords.goneOnePager);
  const fields = { ...desk.running.bet.fields, ...parseSharpen(place.values).fields };
  const findings = hintsOf(checkDraft(fields, desk.question));
  const view = sharpenView({ metadata, onepager: desk.running, fields, findings });
  return { reply: 'replace', view };
}

/** *Save* in the *Sharpen* form. */
export async function saveSharpen(deps: Deps, act: SubmitAct): Promise<Reply> {
  const metadata = readSharpenMetadata(act.metadata);
  if (metadata === undefined) return tell(draftWords.oldForm);
  const parsed = parseSharpen(act.values);
  const tooLong = Object.entries(parsed.tooLong);
  if (tooLong.length > 0) {
    return {
      reply: 'fix',
      errors: Object.fromEntries(
        tooLong.map(([name, read]) => [blockIdOf(name, metadata.revision), tooLongText(read)]),
      ),
    };
  }
  const asked = { value: metadata.onepagerId, typed: parsed.fields };
  const known = await openDesk(deps, act, asked);
  if (known === undefined) return tell(draftWords.goneOnePager);
  return once(deps, act, async (tx) => {
    const desk = await readRunning(tx, act, asked);
    if (desk === undefined) return tell(draftWords.goneOnePager);
    const refusal = await refuseEdit(tx, act, desk.running);
    if (refusal !== undefined) return tell(refusal);
    return settle(tx, { deps, act, desk, metadata, typed: parsed.fields });
  });
}

type RunningDesk = Desk & { running: OnePager };

async function settle(
  tx: Tx,
  what: {
    deps: Deps;
    act: Act;
    desk: RunningDesk;
    metadata: SharpenMetadata;
    typed: Partial<BetFields>;
  },
): Promise<Reply> {
  const { deps, act, desk, metadata } = what;
  const { running, team } = desk;
  const seen = await readSeen(tx, running, metadata.version);
  const typed = { ...seen, ...withoutOwner(what.typed, { seen, ownerId: running.ownerId }) };
  const edit = { onepager: running, team, seenVersion: metadata.version, typed };
  const conflict = await findConflict(tx, edit);
  if (conflict !== undefined) {
    const { version } = running;
    const view = sharpenView({
      metadata: { ...metadata, version, revision: metadata.revision + 1 },
      onepager: running,
      fields: conflict.fields,
      findings: [],
      conflict: conflict.text,
    });
    return { reply: 'replace', view };
  }
  const { blocking } = checkDraft(typed, desk.question);
  if (blocking.length > 0) return { reply: 'fix', errors: errorsOf(blocking, metadata) };
  const outcome = await saveAmendment(tx, { deps, act, edit });
  if ('unreadable' in outcome) {
    const why = 'This cannot be read yet.';
    const finding = {
      field: outcome.unreadable,
      why,
      example: '41% for a number, +10% for a rule.',
    };
    return { reply: 'fix', errors: errorsOf([finding], metadata) };
  }
  if (outcome.changes.length === 0) return { reply: 'done' };
  return { reply: 'replace', view: sayView('Saved', savedText(running, outcome.changes)) };
}

/** An owner who names themself as a co-author changes nothing; who stands there from before they owned it stays. */
function withoutOwner(
  typed: Partial<BetFields>,
  page: { seen: BetFields; ownerId: string },
): Partial<BetFields> {
  const { seen, ownerId } = page;
  if (typed.coAuthorIds === undefined || listTokens(seen.coAuthorIds).includes(ownerId)) {
    return typed;
  }
  const others = listTokens(typed.coAuthorIds).filter((userId) => userId !== ownerId);
  return { ...typed, coAuthorIds: others.join(' ') };
}

/** What the person saw when the form was opened: the fields that it does not ask come from there. */
async function readSeen(tx: Tx, running: OnePager, version: number): Promise<BetFields> {
  if (running.version === version) return running.bet.fields;
  return (await findVersion(tx, running.id, version))?.fields ?? running.bet.fields;
}

/** A reason at its field; a reason about a field that this form does not ask stands at the nearest one. */
function errorsOf(
  findings: readonly Pick<Finding, 'field' | 'why' | 'example'>[],
  metadata: SharpenMetadata,
): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const finding of findings) {
    const own = SHARPEN_FIELDS.find((name) => name === finding.field) ?? 'leadingName';
    errors[blockIdOf(own, metadata.revision)] ??= findingText(finding);
  }
  return errors;
}

function hintsOf(check: Check): Finding[] {
  // The gate passes by itself; that is the review's business and no hint for the writer.
  return check.coaching.filter((finding) => finding.id !== 'gate-past');
}

/** Which one-pager is meant, and what is typed about it: a co-author who is named now is looked for now. */
interface Asked {
  value: string;
  typed?: Partial<BetFields>;
}

async function openDesk(deps: Deps, act: Act, asked: Asked): Promise<RunningDesk | undefined> {
  const desk = await readRunning(deps.db, act, asked);
  if (desk === undefined) return undefined;
  const { channelId } = desk.team;
  await warmNamed(deps, act, { channelId });
  for (const userId of listTokens(asked.typed?.coAuthorIds ?? '')) {
    await deps.people.find(act.workspaceId, userId);
  }
  return desk;
}

async function readRunning(
  db: Db,
  act: Act,
  { value, typed }: Asked,
): Promise<RunningDesk | undefined> {
  if (!isId('op', value)) return undefined;
  const running = await findOnePager(db, act.workspaceId, value);
  if (running === undefined) return undefined;
  const { workspaceId, teamId, ownerId, bet } = running;
  const editing = { onepagerId: running.id, version: running.version };
  const desk = await readDesk(
    db,
    { workspaceId, teamId, ownerId, fields: { ...bet.fields, ...typed }, editing },
    act.now,
  );
  return desk === undefined ? undefined : { ...desk, running };
}
