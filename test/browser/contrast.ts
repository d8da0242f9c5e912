import type { Page } from 'playwright-core';

/**
 * Words that are too faint to read: under 4.5 to 1 against what is behind them, or 3 to 1 when they are large.
 * (WCAG 2.2, 1.4.3; what is disabled is exempt)
 */
export function listFaint(page: Page, part: string): Promise<string[]> {
  return page.evaluate((selector) => {
    const parse = (color: string) => {
      const [red = 0, green = 0, blue = 0, alpha = 1] = (color.match(/[\d.]+/g) ?? []).map(Number);
      return { red, green, blue, alpha };
    };
    type Color = ReturnType<typeof parse>;
    const over = (top: Color, below: Color): Color => {
      const mix = (one: number, other: number) => one * top.alpha + other * (1 - top.alpha);
      return {
        red: mix(top.red, below.red),
        green: mix(top.green, below.green),
        blue: mix(top.blue, below.blue),
        alpha: 1,
      };
    };
    const behind = (element: Element | null): Color => {
      if (element === null) return { red: 255, green: 255, blue: 255, alpha: 1 };
      const own = parse(getComputedStyle(element).backgroundColor);
      return own.alpha >= 1 ? own : over(own, behind(element.parentElement));
    };
    const light = ({ red, green, blue }: Color) => {
      const [r = 0, g = 0, b = 0] = [red, green, blue].map((value) => {
        const share = value / 255;
        return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const faint = new Set<string>();
    for (const element of document.querySelectorAll<HTMLElement>(`${selector}, ${selector} *`)) {
      const own = [...element.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE);
      const words = own.map(({ textContent }) => textContent?.trim()).join(' ');
      const isOff = element.closest(':disabled, .sr-only, [aria-hidden="true"], .avatar') !== null;
      if (words === '' || isOff || element.offsetParent === null) continue;
      const style = getComputedStyle(element);
      const back = behind(element);
      const front = over(parse(style.color), back);
      const [more = 0, less = 0] = [light(front), light(back)].toSorted((a, b) => b - a);
      const size = Number.parseFloat(style.fontSize);
      const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      const ratio = (more + 0.05) / (less + 0.05);
      if (ratio < (isLarge ? 3 : 4.5)) faint.add(`${ratio.toFixed(1)} “${words.slice(0, 30)}”`);
    }
    return [...faint];
  }, part);
}
