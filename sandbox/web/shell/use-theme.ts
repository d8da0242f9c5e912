import { useLayoutEffect, useState } from 'preact/hooks';

type Theme = 'light' | 'dark';

const themeKey = 'sandbox.theme';

/** The page's theme: the system's, until someone chooses. */
export function useTheme(): { theme: Theme; toggle(): void } {
  const [theme, setTheme] = useState<Theme>(firstTheme);
  // Before the next frame is painted, so that the button never says one theme while the page shows the other.
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  const toggle = () => {
    const next = theme === 'dark' ? 'light' : 'dark';
    localStorage.setItem(themeKey, next);
    setTheme(next);
  };
  return { theme, toggle };
}

function firstTheme(): Theme {
  const kept = localStorage.getItem(themeKey);
  if (kept === 'light' || kept === 'dark') return kept;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}
