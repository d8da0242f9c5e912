import type { VNode } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Channel } from '../../protocol.ts';
import { MenuButton } from '../element/menu.tsx';
import { useWorkspace } from '../state/workspace.ts';
import { draftOf, keepDraft } from './draft.ts';
import { type Suggestion, suggest } from './suggest.ts';
import { Suggestions } from './suggestions.tsx';
import { useSend } from './use-send.ts';

interface ComposerProps {
  channel: Channel;
  label: string;
  threadTs?: string | undefined;
}

/** Where a person writes: messages, slash commands, shortcuts. */
export function Composer(props: ComposerProps): VNode {
  const draft = useDraft(props);
  const { text, suggestions, at, field, write } = draft;
  const listId = useId();
  return (
    <div class="composer">
      {suggestions.length > 0 && (
        <Suggestions id={listId} entries={suggestions} picked={at} onPick={draft.complete} />
      )}
      <div class="composer-box">
        <textarea
          ref={field}
          rows={Math.min(8, text.split('\n').length)}
          value={text}
          aria-label={props.label}
          placeholder={props.label}
          aria-autocomplete="list"
          {...(suggestions.length > 0
            ? { 'aria-controls': listId, 'aria-activedescendant': `${listId}-${at}` }
            : {})}
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={draft.onKeyDown}
        />
        <div class="composer-bar">
          <ShortcutMenu />
          <button
            type="button"
            class="icon-button"
            title="Slash commands"
            aria-label="Slash commands"
            onClick={() => {
              write('/');
              field.current?.focus();
            }}
          >
            <span aria-hidden="true">/</span>
          </button>
          <SendButton isOff={!text.trim()} onSend={() => void draft.submit()} />
        </div>
      </div>
    </div>
  );
}

/** The text being written, what completes it, and its keys. */
function useDraft({ channel, threadTs }: ComposerProps) {
  const { snapshot, viewer } = useWorkspace();
  const place = { viewer: viewer.id, channel: channel.id, threadTs };
  const [text, setText] = useState(() => draftOf(place));
  const [picked, setPicked] = useState(0);
  const [isDismissed, setIsDismissed] = useState(false);
  const send = useSend(channel, threadTs);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (matchMedia('(hover: hover)').matches) field.current?.focus({ preventScroll: true });
  }, [channel.id, threadTs]);
  const suggestions = isDismissed ? [] : suggest(text, snapshot);
  const at = Math.min(picked, suggestions.length - 1);
  const write = (next: string) => {
    setText(next);
    keepDraft(place, next);
    setPicked(0);
    setIsDismissed(false);
  };
  const complete = (suggestion: Suggestion) => {
    write(suggestion.completed);
    setIsDismissed(suggestion.completed.startsWith('/'));
    field.current?.focus();
  };
  const submit = async () => {
    const sent = text.trim();
    if (!sent) return;
    write('');
    const isSent = await send(sent);
    // What was typed must not be lost with a refused message.
    if (isSent || draftOf(place)) return;
    keepDraft(place, sent);
    setText(sent);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const choice = suggestions[at];
    if (choice && moveChoice(event, { at, count: suggestions.length, setPicked })) return;
    if (choice && event.key === 'Escape') setIsDismissed(true);
    const wantsChoice = event.key === 'Tab' || event.key === 'Enter';
    if (choice && wantsChoice && !event.shiftKey && choice.completed.trim() !== text.trim()) {
      event.preventDefault();
      complete(choice);
    } else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      void submit();
    }
  };
  return { text, field, suggestions, at, write, complete, submit, onKeyDown };
}

function SendButton({ isOff, onSend }: { isOff: boolean; onSend(): void }): VNode {
  return (
    <button
      type="button"
      class="send-button"
      aria-label="Send"
      title="Send"
      disabled={isOff}
      onClick={onSend}
    >
      <svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true">
        <path d="M2.5 3 18 10 2.5 17l1.8-6L11 10 4.3 9Z" fill="currentColor" />
      </svg>
    </button>
  );
}

function ShortcutMenu(): VNode {
  const { snapshot, viewer, perform } = useWorkspace();
  const items = snapshot.app.shortcuts
    .filter(({ type }) => type === 'global')
    .map((shortcut) => ({
      label: shortcut.name,
      description: shortcut.description || snapshot.app.name,
      onPick: () =>
        void perform({ act: 'shortcut', userId: viewer.id, callbackId: shortcut.callbackId }),
    }));
  const note =
    items.length === 0 ? 'The app offers no shortcuts.' : `Shortcuts of ${snapshot.app.name}`;
  return (
    <MenuButton label="Shortcuts" items={items} note={note}>
      <span aria-hidden="true">⚡</span>
    </MenuButton>
  );
}

function moveChoice(
  event: KeyboardEvent,
  list: { at: number; count: number; setPicked(at: number): void },
): boolean {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return false;
  event.preventDefault();
  list.setPicked((list.at + step + list.count) % list.count);
  return true;
}
