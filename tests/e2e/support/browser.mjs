// Debian's Chromium by Playwright-core, headless and silent.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../../web/package.json', import.meta.url));

export const chromium_path = process.env.CHROMIUM ?? '/usr/bin/chromium';
export const has_chromium = () => existsSync(chromium_path);

export function open_browser() {
    const { chromium } = require('playwright-core');
    return chromium.launch({
        executablePath: chromium_path,
        args: [
            '--headless',
            '--no-sandbox',
            '--disable-gpu',
            '--disable-quic',
            '--no-first-run',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
        ],
    });
}
