import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Dialog } from '../element/dialog.tsx';
import { useWorkspace } from '../state/workspace.ts';

/** Asks for a new channel's name. */
export function NewChannel({ onClose }: { onClose(): void }): VNode {
  const { change, viewer, snapshot } = useWorkspace();
  const [name, setName] = useState('');
  const [isPrivate, setIsPrivate] = useState(false);
  const wanted = name
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_-]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 80);
  const isTaken = snapshot.channels.some((channel) => channel.name === wanted);
  const create = async (event: Event) => {
    event.preventDefault();
    if (!wanted || isTaken) return;
    const kind = isPrivate ? ('private' as const) : ('public' as const);
    const isMade = await change({
      change: 'addChannel',
      name: wanted,
      kind,
      memberIds: [viewer.id],
    });
    if (isMade) onClose();
  };
  return (
    <Dialog label="Create a channel" class="dialog-small" onClose={onClose}>
      <form class="modal-form" onSubmit={(event) => void create(event)}>
        <div class="dialog-head">
          <h2>Create a channel</h2>
        </div>
        <div class="dialog-body">
          <label class="input-label" for="new-channel-name">
            Name
          </label>
          <input
            id="new-channel-name"
            class="field"
            value={name}
            placeholder="e.g. growth-experiments"
            autoComplete="off"
            onInput={(event) => setName(event.currentTarget.value)}
          />
          {isTaken && (
            <div class="input-error" role="alert">
              There is a channel of this name.
            </div>
          )}
          <label class="choice">
            <input type="checkbox" checked={isPrivate} onChange={() => setIsPrivate(!isPrivate)} />
            <span>Private: only people who are invited see it</span>
          </label>
        </div>
        <div class="dialog-foot">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button primary" disabled={!wanted || isTaken}>
            Create
          </button>
        </div>
      </form>
    </Dialog>
  );
}
