import type { VNode } from 'preact';
import type { Message } from '../../protocol.ts';
import { Avatar } from '../shell/avatar.tsx';
import { useWorkspace } from '../state/workspace.ts';
import { formatDate, instantOfTs } from '../text/time.ts';

/** How many answered, and when last; opens the thread. */
export function ThreadFoot({ message, onOpen }: { message: Message; onOpen(): void }): VNode {
  const { viewer, now } = useWorkspace();
  const { replyCount, latestReplyTs } = message;
  const last =
    latestReplyTs &&
    formatDate(instantOfTs(latestReplyTs), '{date_short_pretty} at {time}', { tz: viewer.tz, now });
  return (
    <button type="button" class="thread-foot" onClick={onOpen}>
      <span class="thread-faces">
        {message.replyUserIds.slice(0, 4).map((id) => (
          <Avatar id={id} size={22} />
        ))}
      </span>
      <span class="thread-count">{replyCount === 1 ? '1 reply' : `${replyCount} replies`}</span>
      {last && (
        <span class="thread-last">
          Last reply {last.replace(/^(Today|Yesterday)/, (day) => day.toLowerCase())}
        </span>
      )}
    </button>
  );
}
