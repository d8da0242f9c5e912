import type { VNode } from 'preact';
import { TimeMachine } from '../time/time-machine.tsx';
import { Icon } from './icon.tsx';
import { PeopleSwitcher } from './people-switcher.tsx';
import { useTheme } from './use-theme.ts';

/** The bar at the top: the time machine, who one is, light or dark. */
export function TopBar(props: { onMenu(): void; isDrawerOpen: boolean }): VNode {
  const { theme, toggle } = useTheme();
  const label = theme === 'dark' ? 'Use the light theme' : 'Use the dark theme';
  return (
    <header class="top-bar">
      <button
        type="button"
        class="top-button drawer-button"
        aria-label="Channels"
        aria-expanded={props.isDrawerOpen}
        onClick={props.onMenu}
      >
        <Icon name="menu" />
      </button>
      <TimeMachine />
      <span class="top-space" />
      <PeopleSwitcher />
      <button type="button" class="top-button" aria-label={label} title={label} onClick={toggle}>
        <Icon name={theme === 'dark' ? 'sun' : 'moon'} />
      </button>
    </header>
  );
}
