import type { KnownBlock } from '@slack/types';
import { actions, button, context, section } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { onepagerActions, strong, words } from './messages.ts';
import type { OnePager } from './rules.ts';

const shownChanges = 15;
const shownVersions = 5;

/** What changed from one version to the one in force; `changes` are plain lines, one a change. */
export function compareAnswer(
  onepager: Pick<OnePager, 'id' | 'number' | 'bet' | 'version'>,
  from: number,
  changes: readonly string[],
): MessageContent {
  const name = strong(`#${onepager.number} ${onepager.bet.title}`, 200);
  const heading = `${name}: version ${from} → version ${onepager.version}, in force now`;
  const lines = changes.slice(0, shownChanges).map((line) => `• ${words(line, 250)}`);
  const more = changes.length - lines.length;
  if (more > 0) lines.push(`and ${more} more`);
  const said = lines.length === 0 ? 'Nothing differs.' : lines.join('\n');
  return {
    text: `#${onepager.number}: version ${from} and version ${onepager.version}`,
    blocks: [
      section(heading),
      section(said),
      ...versionButtons(onepager, from),
      context('A version is never changed; each is a page of its own.'),
    ],
  };
}

function versionButtons(onepager: Pick<OnePager, 'id' | 'version'>, from: number): KnownBlock[] {
  const earlier = Array.from({ length: onepager.version - 1 }, (_, index) => index + 1);
  const others = earlier.filter((version) => version !== from).slice(-shownVersions);
  if (others.length === 0) return [];
  return [
    actions(
      'compare',
      ...others.map((version) =>
        button({
          label: `Version ${version}`,
          actionId: `${onepagerActions.compare}:${version}`,
          value: `${onepager.id} ${version}`,
        }),
      ),
    ),
  ];
}
