import { chromium } from 'playwright-core';
const [url, out, w='1280', h='800', scheme='light', ...clicks] = process.argv.slice(2);
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox','--disable-gpu','--disable-quic','--no-first-run','--disable-background-networking','--disable-component-update','--disable-sync'] });
const p = await b.newPage({ viewport: { width: +w, height: +h }, colorScheme: scheme });
p.on('pageerror', e => console.log('pageerror', e.message)); p.on('console', m => m.type()==='error' && console.log('console', m.text()));
await p.goto(url); await p.waitForTimeout(1500);
for (const c of clicks) { const [role, name] = c.split('='); await p.getByRole(role, { name: new RegExp(name) }).first().click(); await p.waitForTimeout(700); }
await p.screenshot({ path: out }); await b.close();
