import type { VNode } from 'preact';
import { MenuButton } from '../element/menu.tsx';
import { useWorkspace } from '../state/workspace.ts';
import { timeOfDay } from '../text/time.ts';
import { Avatar, standingOf } from './avatar.tsx';

/** Chooses whose eyes the page looks through. */
export function PeopleSwitcher(): VNode {
  const { snapshot, viewer, now, become } = useWorkspace();
  const people = snapshot.people.filter(({ isBot, isDeleted }) => !isBot && !isDeleted);
  const items = people.map((person) => ({
    label: person.realName || person.name,
    icon: <Avatar id={person.id} size={28} />,
    description: (
      <>
        {[person.tz.replaceAll('_', ' '), timeOfDay(now, person.tz)].join(' · ')}
        {standingOf(person) && <span class="badge badge-soft">{standingOf(person)}</span>}
      </>
    ),
    isChecked: person.id === viewer.id,
    onPick: () => become(person.id),
  }));
  const name = viewer.realName || viewer.name;
  return (
    <MenuButton
      label={`You are ${name}. Change person`}
      class="top-button switcher"
      items={items}
      align="end"
      note="Look through anyone's eyes. Times follow their zone."
    >
      <Avatar id={viewer.id} size={22} />
      <span class="switcher-text">
        You are <strong>{name.split(' ')[0]}</strong>
      </span>
      {standingOf(viewer) && <span class="badge badge-soft">{standingOf(viewer)}</span>}
      <span class="caret" aria-hidden="true" />
    </MenuButton>
  );
}
