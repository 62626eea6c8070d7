// Draws every view in zh and en, wide and narrow, light and dark, from the stand-in server: `node page_shots.mjs DIR`.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { open_browser } from './support/browser.mjs';
import { told_backend } from './support/told_backend.mjs';

const out = process.argv[2];
if (!out) {
    console.error('usage: page_shots.mjs DIR');
    process.exit(2);
}
mkdirSync(out, { recursive: true });

const { backend, url, chosen, live } = await told_backend();
const browser = await open_browser();
const views = {
    live: '/',
    conversation: `/?view=conversation&conversation=demo-0001&verdict=${chosen.contact}`,
    wait: `/?view=conversation&conversation=demo-0001&verdict=${chosen.wait}`,
    hostile: `/?view=conversation&conversation=${encodeURIComponent('hostile/<b>&?#')}`,
    breaches: '/?view=breaches',
    duties: '/?view=duties',
    incidents: '/?view=incidents',
    reports: '/?view=reports',
};
const sizes = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } };
let published = 0; // revisions must grow from picture to picture
for (const locale of ['zh-CN', 'en-GB']) {
    for (const [size, viewport] of Object.entries(sizes)) {
        for (const colorScheme of locale === 'zh-CN' ? ['light', 'dark'] : ['light']) {
            const context = await browser.newContext({
                viewport,
                locale,
                colorScheme,
                reducedMotion: 'reduce',
            });
            for (const [name, path] of Object.entries(views)) {
                const page = await context.newPage();
                await page.goto(url + path);
                await page.waitForSelector('.verdict, .message, .round, .duty, .incident, .report');
                await page.waitForTimeout(300);
                if (name === 'live') {
                    for (const value of [live.retracted, live.amended, ...live.provisional]) {
                        backend.publish({ ...value, revision: (published += 1) });
                    }
                    await page.waitForTimeout(200);
                }
                await page.screenshot({
                    path: join(out, `${name}-${locale.slice(0, 2)}-${size}-${colorScheme}.png`),
                });
                await page.close();
            }
            await context.close();
        }
    }
}
await browser.close();
await backend.stop();
console.log(`pictures are in ${out}`);
