import type { VNode } from 'preact';
import { asString } from '../state/read.ts';
import { Text } from '../text/mrkdwn.tsx';
import type { BlockProps } from './block.tsx';

const signs: Record<string, string> = { info: 'i', warning: '!', error: '!', success: '✓' };

/** A note that wants to be seen before the form is filled in. */
export function AlertBlock({ block }: BlockProps): VNode {
  const level = asString(block.level) || 'default';
  return (
    <div class={`alert alert-${level}`} role="note">
      <span class="alert-sign" aria-hidden="true">
        {signs[level] ?? 'i'}
      </span>
      <div>
        <Text value={block.text} />
      </div>
    </div>
  );
}
