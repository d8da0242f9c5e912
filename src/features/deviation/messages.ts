import type { Button } from '@slack/types';
import type { TeamId } from '../../lib/ids.ts';
import { button } from '../../platform/slack/blocks.ts';

/** The ids of this feature's buttons. */
const deviationActions = {
  /** Opens the form; the value is the team's id. */
  log: 'deviation.log',
} as const;

/** *Log a deviation*, wherever one is missing: on Home, under an alarm, with the roll-up. */
export function logDeviationButton(of: { teamId: TeamId; label?: string }): Button {
  return button({
    label: of.label ?? 'Log a deviation',
    actionId: deviationActions.log,
    value: of.teamId,
  });
}
