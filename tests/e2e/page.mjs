// The page in Chromium. Without BASE_URL: every case against a stand-in server with invented conversations. With
// BASE_URL=http://…: a smoke check of the page of a running `chatqc serve`. Exit status 0, 1 (a case failed),
// 77 (no Chromium here: skipped).
//   node page.mjs [words of a case's name]
import { cases } from './page_cases.mjs';
import { smoke } from './page_smoke.mjs';
import { chromium_path, has_chromium, open_browser } from './support/browser.mjs';
import { told_backend } from './support/told_backend.mjs';

const case_timeout = 40_000; // ms

// Chromium's own words for requests that a case makes fail on purpose.
const is_expected = text => /Failed to load resource|WebSocket connection to .* failed/.test(text);

// One case: its own server, its own browser profile; anything the page complains of fails it.
async function run(browser, { name, options = {}, history, body }, base_url) {
    const told = base_url ? { url: base_url, backend: null } : await told_backend(history);
    const context = await browser.newContext({
        viewport: { width: 1440, height: 900 },
        locale: 'zh-CN',
        ...options,
    });
    const complaints = [];
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    page.on('pageerror', error => complaints.push(`error: ${error.message}`));
    page.on('dialog', dialog => {
        complaints.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
    });
    page.on('console', message => {
        if (message.type() === 'error' && !is_expected(message.text()))
            complaints.push(`console: ${message.text()}`);
    });
    let timer;
    const late = new Promise((_, fail) => {
        timer = setTimeout(() => fail(new Error(`took longer than ${case_timeout} ms`)), case_timeout);
    });
    try {
        await Promise.race([body({ page, context, ...told }), late]);
        if (complaints.length > 0) throw new Error(complaints.join('\n'));
        console.log(`ok    ${name}`);
        return true;
    } catch (problem) {
        console.log(
            `FAIL  ${name}\n      ${String(problem.stack ?? problem)
                .split('\n')
                .slice(0, 8)
                .join('\n      ')}`,
        );
        for (const complaint of complaints) console.log(`      the page: ${complaint}`);
        return false;
    } finally {
        clearTimeout(timer);
        await context.close();
        await told.backend?.stop();
    }
}

if (!has_chromium()) {
    console.log(`page: skipped, there is no ${chromium_path}`);
    process.exit(77);
}
const base_url = process.env.BASE_URL?.replace(/\/$/, '');
const words = process.argv.slice(2).join(' ');
const wanted = (base_url ? smoke : cases).filter(one => one.name.includes(words));
const browser = await open_browser();
let passed = 0;
for (const one of wanted) passed += (await run(browser, one, base_url)) ? 1 : 0;
await browser.close();
console.log(`page: ${passed} of ${wanted.length} cases passed${base_url ? ` against ${base_url}` : ''}`);
process.exit(passed === wanted.length && wanted.length > 0 ? 0 : 1);
