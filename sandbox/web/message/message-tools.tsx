import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Message } from '../../protocol.ts';
import { MenuButton, type MenuItem } from '../element/menu.tsx';
import { linkToMessage } from '../state/place.ts';
import { useWorkspace } from '../state/workspace.ts';

/** What can be done with a message: answer it, copy its link, run a shortcut on it. */
export function MessageTools(props: {
  message: Message;
  isInThread: boolean;
  onThread(ts: string): void;
}): VNode {
  const { message, isInThread, onThread } = props;
  const [isOpen, setIsOpen] = useState(false);
  const items = useMessageActions(message);
  return (
    <div class={`message-tools ${isOpen ? 'open' : ''}`}>
      {!isInThread && !message.ephemeralFor && (
        <button
          type="button"
          class="icon-button"
          aria-label="Reply in thread"
          title="Reply in thread"
          onClick={() => onThread(message.threadTs ?? message.ts)}
        >
          <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true" class="icon">
            <path d="M4 4h12a1.5 1.5 0 0 1 1.5 1.5v7A1.5 1.5 0 0 1 16 14h-5l-4 3.2V14H4a1.5 1.5 0 0 1-1.5-1.5v-7A1.5 1.5 0 0 1 4 4Z" />
          </svg>
        </button>
      )}
      <MenuButton label="More actions" items={items} align="end" onToggle={setIsOpen}>
        <span aria-hidden="true">⋯</span>
      </MenuButton>
    </div>
  );
}

function useMessageActions(message: Message): MenuItem[] {
  const { snapshot, viewer, perform, change, say } = useWorkspace();
  const copyLink = async () => {
    const link = linkToMessage(message.channel, message.ts);
    await navigator.clipboard.writeText(link).then(
      () => say('Link copied'),
      () => say(link),
    );
  };
  const shortcuts = snapshot.app.shortcuts
    .filter(({ type }) => type === 'message')
    .map((shortcut) => ({
      label: shortcut.name,
      description: snapshot.app.name,
      onPick: () =>
        void perform({
          act: 'shortcut',
          userId: viewer.id,
          callbackId: shortcut.callbackId,
          channel: message.channel,
          messageTs: message.ts,
        }),
    }));
  const { channel, ts } = message;
  return [
    ...(message.ephemeralFor ? [] : shortcuts),
    { label: 'Copy link', onPick: () => void copyLink() },
    {
      label: 'Delete message',
      isDanger: true,
      onPick: () => void change({ change: 'deleteMessage', channel, ts }),
    },
  ];
}
