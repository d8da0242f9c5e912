import type { VNode } from 'preact';
import type { Person } from '../../protocol.ts';
import { findPerson, nameOf, useWorkspace } from '../state/workspace.ts';

/** A person's initials on their own colour; the app's picture for the app. */
export function Avatar({ id, size = 36 }: { id: string; size?: number }): VNode {
  const { snapshot } = useWorkspace();
  const style = {
    width: `${size}px`,
    height: `${size}px`,
    fontSize: `${Math.round(size * 0.4)}px`,
  };
  if (id === snapshot.app.botUserId) {
    return <img class="avatar" src="/icon.svg" alt="" style={style} />;
  }
  return (
    <span class={`avatar avatar-${hueOf(id)}`} style={style} aria-hidden="true">
      {initialsOf(nameOf(snapshot, id))}
    </span>
  );
}

/** What sets a person apart: an app, a guest, someone from another organisation. */
export function Badge({ id }: { id: string }): VNode | null {
  const { snapshot } = useWorkspace();
  const person = findPerson(snapshot, id);
  if (person?.isBot || id === snapshot.app.botUserId) return <span class="badge">APP</span>;
  const text = person && standingOf(person);
  return text ? <span class="badge badge-soft">{text}</span> : null;
}

/** A person's standing in the workspace in a word or two; empty for a full member. */
export function standingOf(person: Person): string {
  if (person.isDeleted) return 'Deactivated';
  if (person.isExternal) return 'Other organisation';
  if (person.isSingleChannelGuest) return 'Single-channel guest';
  return person.isGuest ? 'Guest' : '';
}

function initialsOf(name: string): string {
  const words = name.split(/[\s._-]+/).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined];
  return letters
    .map((word) => word?.charAt(0) ?? '')
    .join('')
    .toUpperCase();
}

function hueOf(id: string): number {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.charCodeAt(0)) % 997;
  return sum % 8;
}
