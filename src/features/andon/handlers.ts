import { drawHex } from '../../lib/random.ts';
import { transact } from '../../platform/db/transact.ts';
import type {
  SealedAct,
  SealedDeps,
  SealedPress,
  SealedReply,
  SealedSubmit,
  SealedValues,
} from '../../platform/slack/sealed.ts';
import { listSubjects } from '../onepager/store-subject.ts';
import type { Concern } from '../raised/concern-rules.ts';
import { readAndonSetting } from '../raised/store-setting.ts';
import { listHomes } from '../team/store-home.ts';
import { andonForm, notSureWords, type PullTeam, parseAndon, parseAndonMetadata } from './form.ts';
import { andonNotice, andonWords, moreView, savedView } from './messages.ts';
import { crowdOf, drawCode, teamCap, workspaceCap } from './rules.ts';
import { countSent, findByReceipt, forgetOrder, insertReport, isFormKnown } from './store.ts';
import { findSecret, makeNoise } from './store-slot.ts';

/** The shortcuts and the buttons: the form, for the team of the channel or the first of one's teams. */
export async function openAndon(deps: SealedDeps, act: SealedAct): Promise<SealedReply> {
  const teams = await listPullTeams(deps, act);
  const [first] = teams;
  if (first === undefined) return refuse(act);
  const team = teams.find((one) => one.channelId === act.near) ?? first;
  const view = await drawForm(deps, { teams, team, nonce: drawHex(16, deps.random), values: {} });
  return { reply: 'show', view };
}

/** Another team is chosen: its one-pagers, and how many people it has. */
export async function chooseTeam(deps: SealedDeps, act: SealedPress): Promise<SealedReply> {
  const metadata = parseAndonMetadata(act.metadata);
  if (metadata === undefined) return { reply: 'tell', text: andonWords.oldForm };
  const teams = await listPullTeams(deps, act);
  const team = teams.find((one) => one.teamId === act.value);
  if (team === undefined) return refuse(act);
  const { nonce } = metadata;
  return {
    reply: 'replace',
    view: await drawForm(deps, { teams, team, nonce, values: act.values }),
  };
}

/** *More*: the whole promise. */
export async function showPromise(deps: SealedDeps): Promise<SealedReply> {
  return { reply: 'show', view: moreView(deps.tellsHour) };
}

/** *Send, no name*: kept before it is acknowledged, and the code rides back in the acknowledgement. */
export async function sendAndon(deps: SealedDeps, act: SealedSubmit): Promise<SealedReply> {
  const metadata = parseAndonMetadata(act.metadata);
  if (metadata === undefined) return { reply: 'tell', text: andonWords.oldForm };
  const { workspaceId } = act;
  const { nonce } = metadata;
  const nonceHash = deps.quickHash(nonce);
  if (await isFormKnown(deps.db, workspaceId, nonceHash)) return notice(andonWords.known);
  const teams = await listPullTeams(deps, act);
  const team = teams.find((one) => one.teamId === metadata.teamId);
  if (team === undefined) return refuse(act);
  const subjects = await listSubjects(deps.db, team.teamId);
  const parsed = parseAndon(act.values, { teamId: team.teamId, subjects });
  if ('errors' in parsed) return { reply: 'fix', errors: parsed.errors };
  if ('offers' in parsed) {
    const values = { ...act.values, [parsed.offers]: [] };
    const form = { teams, team, nonce, values, isAsked: metadata.isAsked };
    return { reply: 'replace', view: await drawForm(deps, form) };
  }
  if (!act.mayGo) return { reply: 'fix', errors: { reason: andonWords.tooMany } };
  const isFew = crowdOf(team.people) === 'very-few';
  if (isFew && !metadata.isAsked) {
    const form = { teams, team, nonce, values: act.values, isAsked: true };
    return { reply: 'replace', view: await drawForm(deps, form) };
  }
  if (isFew && !parsed.isSure) return { reply: 'fix', errors: { sure: notSureWords } };
  return keep(deps, act, { team, concern: parsed.concern, nonceHash });
}

async function keep(
  deps: SealedDeps,
  act: SealedSubmit,
  what: { team: PullTeam; concern: Concern; nonceHash: string },
): Promise<SealedReply> {
  const { workspaceId, weekOn } = act;
  const { team, concern, nonceHash } = what;
  const salt = await getSalt(deps, workspaceId);
  const setting = await readAndonSetting(deps.db, team.teamId);
  if (setting.isOffWhenFew && crowdOf(team.people) === 'very-few') return refuse(act);
  const code = drawCode(deps.random);
  const receiptHash = await deps.slowHash(code, salt);
  const where = { workspaceId, teamId: team.teamId, weekOn };
  const outcome = await transact(deps.db, async (tx) => {
    // Kept by a first try whose commit nobody knew of: nobody else has this code. (F-82)
    if ((await findByReceipt(tx, workspaceId, receiptHash)) !== undefined) return 'kept' as const;
    const sent = await countSent(tx, where);
    if (sent.toTeam >= teamCap(team.people)) return 'teamFull' as const;
    if (sent.inWorkspace >= workspaceCap(team.people)) return 'workspaceFull' as const;
    const report = { ...where, concern, receiptHash, nonceHash };
    return (await insertReport(tx, report, deps.random)) ? ('kept' as const) : ('known' as const);
  });
  await forgetOrder(deps.db);
  if (outcome === 'known') return notice(andonWords.known);
  if (outcome !== 'kept') return { reply: 'fix', errors: { reason: andonWords[outcome] } };
  return { reply: 'replace', view: savedView(code), isCounted: true };
}

/** The workspace's salt, made here when the first andon comes before the first noise. */
async function getSalt(deps: SealedDeps, workspaceId: string): Promise<string> {
  const known = await findSecret(deps.db, workspaceId);
  if (known !== undefined) return known.salt;
  const made = await transact(deps.db, async (tx) => {
    await makeNoise(tx, { workspaceId, round: 0 }, deps.random);
    return findSecret(tx, workspaceId);
  });
  if (made === undefined) throw new Error('the salt of the receipts is not kept');
  return made.salt;
}

async function listPullTeams(deps: SealedDeps, act: SealedAct): Promise<PullTeam[]> {
  const homes = await listHomes(deps.db, act.workspaceId);
  return homes.flatMap((home) => {
    const place = act.places.find((one) => one.channelId === home.channelId);
    if (place === undefined) return [];
    const { teamId, channelId, name } = home;
    return [{ teamId, channelId, name, people: place.people }];
  });
}

async function drawForm(
  deps: SealedDeps,
  form: {
    teams: readonly PullTeam[];
    team: PullTeam;
    nonce: string;
    values: SealedValues;
    isAsked?: boolean;
  },
) {
  const { team } = form;
  const setting = await readAndonSetting(deps.db, team.teamId);
  return andonForm({
    ...form,
    isAsked: form.isAsked === true,
    isOff: setting.isOffWhenFew && crowdOf(team.people) === 'very-few',
    subjects: await listSubjects(deps.db, team.teamId),
  });
}

function notice(text: string): SealedReply {
  return { reply: 'replace', view: andonNotice(text) };
}

function refuse(act: SealedAct): SealedReply {
  return { reply: 'tell', text: act.isGuest ? andonWords.guest : andonWords.noTeam };
}
