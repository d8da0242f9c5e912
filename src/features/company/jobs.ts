import type { LocalDate } from '../../lib/time.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { transact } from '../../platform/db/transact.ts';
import { putMessage } from '../../platform/outbox/store.ts';
import type { Deps, Job } from '../../platform/slack/feature.ts';
import { noteSaid } from '../budget/store.ts';
import { askForChannel } from '../team/access.ts';
import { checkRollupChannel, type RollupRefusal } from '../team/setup-rules.ts';
import { findTeamByChannel, listTeams } from '../team/store.ts';
import { companyTrouble } from './messages.ts';
import { putCompany, readWeek } from './project.ts';
import { type Company, type CompanyPost, planCompany } from './rules.ts';
import { findCompany, findLastCompanyWeek, findLastPost, insertPost, saveTold } from './store.ts';

/**
 * Posts what the company reads of all teams, once for each week, and edits the newest when a team comes in late or is corrected.
 * (P15, P16, P20)
 */
export const postCompany: Job = {
  name: 'company.post',
  restsUntil: 'due',
  async run(deps, now) {
    const company = await findCompany(deps.db, deps.workspaceId);
    if (company?.isOn !== true) return;
    await postDue(deps, company, now);
    await refreshPost(deps, company);
  },
  async nextDue(deps, now) {
    const { db, workspaceId } = deps;
    const company = await findCompany(db, workspaceId);
    if (company?.isOn !== true) return {};
    const plan = planCompany(company, await findLastCompanyWeek(db, workspaceId), now);
    return plan.plan === 'wait' ? { company: plan.until } : {};
  },
};

async function postDue(deps: Deps, company: Company, now: Date): Promise<void> {
  const { workspaceId, channelId } = company;
  const last = await findLastCompanyWeek(deps.db, workspaceId);
  if (planCompany(company, last, now).plan === 'wait') return;
  const refusal = checkRollupChannel(await askForChannel(deps, workspaceId, channelId));
  await warmHomes(deps, workspaceId);
  let isBehind = true;
  while (isBehind) {
    isBehind = await transact(deps.db, (tx) =>
      settleNext(deps, tx, { workspaceId, channelId, refusal, now }),
    );
  }
}

/** One step on the setting of this moment; true when there may be another. */
async function settleNext(
  deps: Deps,
  tx: Tx,
  asked: {
    workspaceId: string;
    channelId: string;
    refusal: RollupRefusal | undefined;
    now: Date;
  },
): Promise<boolean> {
  const { workspaceId, now, refusal } = asked;
  const company = await findCompany(tx, workspaceId);
  // Somebody chose another channel meanwhile: the next tick asks Slack about that one.
  if (company?.isOn !== true || company.channelId !== asked.channelId) return false;
  const plan = planCompany(company, await findLastCompanyWeek(tx, workspaceId), now);
  if (plan.plan === 'wait') return false;
  const { weekOn, dueAt } = plan;
  const canPost = plan.plan === 'post' && refusal === undefined;
  const { teams, told } = canPost
    ? await readWeek(tx, workspaceId, weekOn)
    : { teams: [], told: {} };
  const { channelId } = company;
  const outcome = canPost ? plan.outcome : 'missed';
  const draft = { workspaceId, weekOn, channelId, told, dueAt, outcome, at: now };
  const id = await insertPost(tx, deps.newId, draft);
  if (id === undefined) return false;
  if (canPost) {
    const post = { id, workspaceId, weekOn, channelId, told, isLate: outcome !== 'opened' };
    await putCompany(tx, { newId: deps.newId, post, teams });
    await noteInHome(tx, post, now);
  } else if (plan.plan === 'post') {
    await putMessage(tx, {
      ...{ workspaceId, newId: deps.newId, address: `company:${id}:trouble` },
      to: { userId: company.setBy },
      content: companyTrouble(channelId),
    });
  }
  return true;
}

/** A team whose home channel it stands in has one message less this week. (product.md *Review*, weekly budget) */
async function noteInHome(
  tx: Tx,
  { id, workspaceId, channelId }: Pick<CompanyPost, 'id' | 'workspaceId' | 'channelId'>,
  now: Date,
): Promise<void> {
  const team = await findTeamByChannel(tx, workspaceId, channelId);
  if (team === undefined) return;
  await noteSaid(tx, { workspaceId, teamId: team.id, address: `company:${id}` }, now);
}

/** The newest post says what the roll-ups of its week say now. */
async function refreshPost(deps: Deps, { workspaceId }: Company): Promise<void> {
  if (!(await isBehindRollups(deps.db, workspaceId))) return;
  await warmHomes(deps, workspaceId);
  await transact(deps.db, async (tx) => {
    const post = await findLastPost(tx, workspaceId);
    if (post === undefined) return;
    const { teams, told } = await readWeek(tx, workspaceId, post.weekOn);
    if (isSame(post.told, told)) return;
    await saveTold(tx, { ...post, told });
    await putCompany(tx, { newId: deps.newId, post, teams });
  });
}

async function isBehindRollups(db: Db, workspaceId: string): Promise<boolean> {
  const post = await findLastPost(db, workspaceId);
  if (post === undefined) return false;
  const weekOn: LocalDate = post.weekOn;
  return !isSame(post.told, (await readWeek(db, workspaceId, weekOn)).told);
}

function isSame(one: Readonly<Record<string, number>>, other: typeof one): boolean {
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => one[key] === other[key]);
}

/** Whether a home is private is asked of Slack before its team is told of, each time. */
async function warmHomes(deps: Deps, workspaceId: string): Promise<void> {
  for (const { channelId } of await listTeams(deps.db, workspaceId)) {
    await askForChannel(deps, workspaceId, channelId);
  }
}
