import type { NewId } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { isPut, putMessage } from '../../platform/outbox/store.ts';
import { listShares } from '../rollup/access.ts';
import { listRollupsOfWeek } from '../rollup/store.ts';
import { isHomePrivate, listTeamNames, listTeams } from '../team/store.ts';
import { listOccurrences } from '../team/store-occurrence.ts';
import { companyMessages, emptyCompanyPart, maxParts } from './messages.ts';
import { type CompanyPost, composeWeek, hasRollupIn, type TeamWeek } from './rules.ts';

/** The teams of a week with what is known of them now, and which versions of their roll-ups that is. */
export interface ReadWeek {
  teams: TeamWeek[];
  told: Record<string, number>;
}

/** Reads a week of all teams, on what the cache knows of their channels: whoever calls it has asked Slack before. */
export async function readWeek(db: Db, workspaceId: string, weekOn: LocalDate): Promise<ReadWeek> {
  const names = await listTeamNames(db, workspaceId);
  const rollups = await listRollupsOfWeek(db, workspaceId, weekOn);
  const teams: TeamWeek[] = [];
  const told: Record<string, number> = {};
  for (const team of await listTeams(db, workspaceId)) {
    if (!hasRollupIn(team, weekOn)) continue;
    const rollup = rollups.find(({ teamId }) => teamId === team.id);
    const isPrivate = await isHomePrivate(db, team);
    const weeks = rollup === undefined ? await listOccurrences(db, team.id, 'rollup') : [];
    const isLeftOut = weeks.some((week) => week.weekOn === weekOn);
    if (rollup !== undefined) told[rollup.id] = rollup.version;
    if (isLeftOut) told[team.id] = 0;
    const window = rollup && { from: rollup.coversFrom, to: rollup.coversTo };
    teams.push({
      ...{ team, name: names.get(team.id) ?? 'a team', isPrivate, isLeftOut },
      shares: isPrivate && window !== undefined ? await listShares(db, team, window) : [],
      ...(rollup === undefined ? {} : { rollup: { facts: rollup.facts } }),
    });
  }
  return { teams, told };
}

/** Puts what the company reads of a week, in as many messages as it needs. */
export async function putCompany(
  tx: Tx,
  what: { newId: NewId; post: CompanyPost & { isLate: boolean }; teams: readonly TeamWeek[] },
): Promise<void> {
  const { newId, post, teams } = what;
  const { workspaceId, channelId } = post;
  const parts = companyMessages(composeWeek(post, teams));
  for (let index = 0; index < maxParts; index += 1) {
    const root = `company:${post.id}`;
    const address = index === 0 ? root : `${root}:${index + 1}`;
    const part = parts[index];
    if (part === undefined && !(await isPut(tx, workspaceId, address))) return;
    await putMessage(tx, {
      ...{ workspaceId, newId, address, to: { channelId } },
      ...(index === 0 ? {} : { inThreadOf: root }),
      content: part ?? emptyCompanyPart,
    });
  }
}
