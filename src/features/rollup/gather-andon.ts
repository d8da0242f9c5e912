import type { Db } from '../../platform/db/open.ts';
import { answerWords } from '../raised/concern-messages.ts';
import { viewAndon } from '../raised/project.ts';
import { countAndons, listAnswered } from '../raised/store.ts';
import type { Team } from '../team/rules.ts';
import type { Evidence } from './rules.ts';

/** How many andons were raised and answered in a stretch and how many are open, with the public answers; nothing without any. */
export async function gatherAndons(
  db: Db,
  team: Team,
  span: { from: Date; to: Date },
): Promise<Pick<Evidence, 'andons'>> {
  const counts = await countAndons(db, team.id, span);
  if (counts.raised + counts.answered + counts.open === 0) return {};
  const answers: string[] = [];
  for (const andon of await listAnswered(db, team.id, span)) {
    const { onepager } = await viewAndon(db, andon);
    const about =
      onepager === undefined ? 'Our direction' : `#${onepager.number} ${onepager.title}`;
    const { answer } = andon;
    if (answer === undefined) continue;
    answers.push(`${about}. ${answerWords[answer.kind]}: ${answer.words}`);
  }
  return { andons: { ...counts, answers } };
}
