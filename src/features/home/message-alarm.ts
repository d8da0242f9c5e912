import type { KnownBlock } from '@slack/types';
import { actions, context, section } from '../../platform/slack/blocks.ts';
import { dateToken } from '../../platform/slack/text.ts';
import { alarmButtons, alarmTitle } from '../alarm/messages.ts';
import type { Alarm } from '../alarm/rules.ts';

/** A team's standing alarms, the most serious first, with what mends them for those who may. */
export function alarmBlocks(
  alarms: readonly Alarm[],
  { isFull, more }: { isFull: boolean; more: number },
): KnownBlock[] {
  if (alarms.length === 0) return [];
  return [
    section('*Alarms that stand*'),
    ...alarms.flatMap((alarm) => [
      section(`*${alarmTitle(alarm)}* · since ${dateToken(alarm.sinceAt, 'inner-date')}`),
      ...(isFull ? [actions(`alarm.${alarm.id}`, ...alarmButtons(alarm))] : []),
    ]),
    ...(more > 0 ? [context(`and ${more} more, on the next pages`)] : []),
  ];
}
