// The live view: rows as they come, revisions in place, filters, history, bursts, the connection.
import assert from 'node:assert/strict';

import { eventually } from './support/eventually.mjs';
import { verdict } from './support/fake_conversations.mjs';

const live = '.connection-live';
const row = id => `[data-row="${id}"]`;
const first_row = page => page.locator('.verdict').first();
const loaded = async page => {
    await page.waitForSelector(live);
    await page.waitForSelector('.verdict');
};
const shown_number = async page =>
    Number(/\d+/.exec(await page.locator('.figures span').nth(1).textContent())[0]);

// A verdict of now, so that it stands on top.
const fresh = (more = {}) =>
    verdict('compliance.off_platform', {
        conversation: 'c-new',
        anchor: 'm1',
        anchor_ts: Date.now(),
        decided_at: Date.now(),
        status: 'provisional',
        receipt: { messages: ['m1'], spans: [{ message: 'm1', begin: 0, end: 3, phrase: '加V' }] },
        ...more,
    });

export const live_cases = [
    {
        name: 'a verdict appears at the top as it comes',
        async body({ page, url, backend }) {
            await page.goto(url);
            await loaded(page);
            const value = fresh();
            backend.publish(value);
            await page.waitForSelector(row(value.id));
            assert.equal(await first_row(page).getAttribute('data-row'), value.id);
            // The rule's name comes with an answer of its own.
            await eventually(async () => {
                const text = await page.locator(row(value.id)).innerText();
                for (const part of ['严重', '引导站外联系', '「加V」', '小林', '云杉家居', '−10 分', '暂定']) {
                    assert.ok(text.includes(part), `${part} is missing in ${text}`);
                }
            });
        },
    },
    {
        name: 'a retracted verdict is struck through where it stands',
        async body({ page, url, backend }) {
            await page.goto(url);
            await loaded(page);
            const value = fresh();
            backend.publish(value);
            await page.waitForSelector(row(value.id));
            backend.publish({ ...value, status: 'retracted', revision: 1, reason: 'late_message' });
            await page.waitForSelector(`${row(value.id)}.verdict-retracted`);
            assert.equal(await page.locator(row(value.id)).count(), 1);
            assert.match(await page.locator(row(value.id)).innerText(), /已撤销[\s\S]*修订 1/);
            const line = await page
                .locator(`${row(value.id)} .rule-name`)
                .evaluate(element => getComputedStyle(element).textDecorationLine);
            assert.equal(line, 'line-through');
        },
    },
    {
        name: 'an amended verdict is updated, not doubled',
        async body({ page, url, backend }) {
            await page.goto(url);
            await loaded(page);
            const before = await shown_number(page);
            const value = fresh({
                receipt: {
                    messages: ['m1'],
                    wait: { profile: 'internal', round: 'm1', opened: 0, limit: 30_000 },
                },
            });
            backend.publish(value);
            await page.waitForSelector(`${row(value.id)} >> text=未回复`);
            const wait = { ...value.receipt.wait, replied: 77_000, duration: 77_000 };
            backend.publish({
                ...value,
                status: 'final',
                revision: 1,
                reason: 'completed',
                receipt: { messages: ['m1'], wait },
            });
            await page.waitForSelector(`${row(value.id)} >> text=等待 1 分 17 秒`);
            assert.equal(await shown_number(page), before + 1);
            assert.equal(await page.locator(`${row(value.id)} .tag`).getAttribute('title'), '补全实际时长');
        },
    },
    {
        name: 'nobody’s verdicts are the shop’s: 未分配',
        async body({ page, url, backend }) {
            await page.goto(url);
            await loaded(page);
            const value = fresh({ agent: '' });
            backend.publish(value);
            await page.waitForSelector(`${row(value.id)} >> text=未分配`);
        },
    },
    {
        name: 'filters narrow history and feed, and stand in the URL',
        async body({ page, url, backend }) {
            await page.goto(url);
            await loaded(page);
            await page.selectOption('select[aria-label="店铺"]', '北岸户外');
            await page.click('.level-choice-major');
            await page.waitForURL(/level=major/);
            assert.equal(new URL(page.url()).searchParams.get('shop'), '北岸户外');
            await eventually(async () => {
                const rows = await page.locator('.verdict').allInnerTexts();
                assert.ok(
                    rows.length > 0 && rows.every(text => text.includes('北岸户外') && text.includes('严重')),
                );
            });
            const other = fresh();
            const same = fresh({ shop: '北岸户外' });
            backend.publish(other);
            backend.publish(same);
            await page.waitForSelector(row(same.id));
            assert.equal(await page.locator(row(other.id)).count(), 0);
            await page.reload();
            await loaded(page);
            assert.equal(await page.locator('.level-choice-major').getAttribute('aria-pressed'), 'true');
            assert.equal(await first_row(page).getAttribute('data-row'), same.id);
            await page.click('text=清除筛选');
            await page.waitForSelector(row(other.id));
            assert.equal(new URL(page.url()).search, '');
        },
    },
    {
        name: 'filters by agent, rule and day; an empty answer says so',
        async body({ page, url }) {
            await page.goto(url);
            await loaded(page);
            await page.selectOption('select[aria-label="客服"]', 'Ana');
            await page.selectOption('select[aria-label="规则"]', 'nudge.triple');
            await eventually(async () => {
                const rows = await page.locator('.verdict').allInnerTexts();
                assert.ok(
                    rows.length > 0 &&
                        rows.every(text => text.includes('Ana') && text.includes('三连发催单')),
                );
            });
            await page.fill('input[type=date]', '2001-01-01');
            await page.waitForSelector('text=没有符合筛选的质检结果');
            assert.match(page.url(), /day=2001-01-01/);
        },
    },
    {
        name: 'history goes on below, to its end, without doubles',
        history: 260,
        async body({ page, url, backend }) {
            await page.goto(url);
            await loaded(page);
            const scroller = page.locator('.scroller');
            const oldest = [...backend.verdicts.values()].sort((a, b) => a.decided_at - b.decided_at)[0];
            // When a page of history comes, whoever stood at the end stands in the middle, and goes on.
            await eventually(async () => {
                await scroller.evaluate(element => element.scrollTo(0, element.scrollHeight));
                assert.ok(await page.locator(row(oldest.id)).isVisible());
            });
            assert.ok(await page.locator('text=没有更早的结果了').isVisible());
            assert.equal(await shown_number(page), backend.verdicts.size);
        },
    },
    {
        name: 'a burst of 3,000 keeps the page bounded and exact',
        history: 20,
        async body({ page, url, backend }) {
            await page.goto(url);
            await loaded(page);
            const start = Date.now();
            let last;
            for (let i = 0; i < 3000; ++i) {
                last = fresh({ decided_at: start + i, status: 'provisional' });
                backend.publish(last);
                if (i % 100 === 0) await new Promise(done => setTimeout(done, 5));
            }
            backend.publish({ ...last, status: 'final' });
            await page.waitForSelector(`${row(last.id)} .status-final`, { timeout: 30_000 });
            assert.equal(await first_row(page).getAttribute('data-row'), last.id);
            assert.equal(await shown_number(page), 2000);
            assert.ok((await page.locator('.verdict').count()) < 60);
        },
    },
    {
        name: 'what the reader looks at stays put while rows come in above',
        async body({ page, url, backend }) {
            await page.goto(url);
            await loaded(page);
            const scroller = page.locator('.scroller');
            await scroller.evaluate(element => element.scrollTo(0, 1200));
            const at_top = () =>
                page.evaluate(() => {
                    const top = document.querySelector('.scroller').getBoundingClientRect().top + 60;
                    const rows = [...document.querySelectorAll('.verdict')];
                    const seen = rows.find(element => element.getBoundingClientRect().bottom > top);
                    return seen && [seen.dataset.row, Math.round(seen.getBoundingClientRect().top)];
                });
            let before;
            await eventually(async () => assert.ok((before = await at_top())));
            for (let i = 0; i < 25; ++i) backend.publish(fresh());
            await page.waitForSelector('text=↑ 25 条新结果');
            assert.deepEqual(await at_top(), before);
            await page.click('.news-above');
            await eventually(async () =>
                assert.equal(await scroller.evaluate(element => element.scrollTop), 0),
            );
            await eventually(async () => assert.equal(await page.locator('.news-above').count(), 0));
        },
    },
    {
        name: 'where the reader has just scrolled to counts, though no frame has shown it',
        async body({ page, url, backend }) {
            await page.goto(url);
            await loaded(page);
            const scroller = page.locator('.scroller');
            const drawn_from = async () =>
                Number(await page.locator('.row-place').first().getAttribute('aria-posinset'));
            await scroller.evaluate(element => element.scrollTo(0, 1200));
            await eventually(async () => assert.ok((await drawn_from()) > 1));
            await page.click('text=暂停滚动');
            for (let i = 0; i < 25; ++i) backend.publish(fresh());
            await page.waitForSelector('text=已暂停，新到 25 条');
            // Up, and on with the list, before the page hears of the scrolling.
            await scroller.evaluate(element => {
                element.scrollTo(0, 0);
                document.querySelector('.figures button').click();
            });
            await eventually(async () => assert.equal(await shown_number(page), 125));
            await eventually(async () => assert.equal(await drawn_from(), 1));
            assert.equal(await scroller.evaluate(element => element.scrollTop), 0);
        },
    },
    {
        name: 'a paused list holds new rows back and still shows revisions',
        async body({ page, url, backend }) {
            await page.goto(url);
            await loaded(page);
            const value = fresh();
            backend.publish(value);
            await page.waitForSelector(row(value.id));
            await page.click('text=暂停滚动');
            const next = fresh();
            backend.publish(next);
            backend.publish({ ...value, status: 'retracted', revision: 1, reason: 'recalled' });
            await page.waitForSelector('text=已暂停，新到 1 条');
            await page.waitForSelector(`${row(value.id)}.verdict-retracted`);
            assert.equal(await page.locator(row(next.id)).count(), 0);
            await page.click('.figures button');
            await page.waitForSelector(row(next.id));
        },
    },
    {
        name: 'after a cut the feed resumes where it stopped, and misses nothing',
        async body({ page, url, backend }) {
            await page.goto(url);
            await loaded(page);
            backend.publish(fresh());
            const shown = fresh();
            backend.publish(shown);
            await page.waitForSelector(row(shown.id));
            backend.refuses = true;
            backend.cut();
            // It waits longer each time; then there is time enough to be faster than it.
            await page.waitForSelector('.connection >> text=/已断开，[3-9] 秒后重连/');
            const missed = [
                fresh(),
                fresh(),
                { ...shown, status: 'retracted', revision: 1, reason: 'late_message' },
            ];
            for (const value of missed) backend.publish(value);
            backend.refuses = false;
            await page.locator('text=立即重连').dispatchEvent('click'); // at once: beside it the seconds run down
            await page.waitForSelector(live);
            for (const value of missed) await page.waitForSelector(row(value.id));
            await page.waitForSelector(`${row(shown.id)}.verdict-retracted`);
            const joined = backend.requests.filter(path => path.startsWith('/v1/live'));
            assert.equal(joined[0], '/v1/live');
            assert.equal(joined[joined.length - 1], '/v1/live?since=2');
        },
    },
    {
        name: 'it reconnects by itself, and reads anew what the feed no longer keeps',
        async body({ page, url, backend }) {
            await page.goto(url);
            await loaded(page);
            backend.publish(fresh());
            await page.waitForSelector('.status-provisional');
            backend.refuses = true;
            backend.cut();
            await page.waitForSelector('.connection-waiting');
            const missed = fresh();
            for (let i = 0; i < 20; ++i) backend.publish(fresh());
            backend.publish(missed);
            backend.first_kept = 15;
            backend.refuses = false;
            await page.waitForSelector(live, { timeout: 15_000 });
            await page.waitForSelector(row(missed.id));
            const joined = backend.requests.filter(path => path.startsWith('/v1/live'));
            assert.equal(joined[joined.length - 1], '/v1/live');
        },
    },
    {
        name: 'what comes while history is read is neither lost nor doubled',
        async body({ page, url, backend }) {
            backend.page_delay = 600;
            await page.goto(url);
            await page.waitForSelector(live);
            const value = fresh();
            backend.publish(value);
            await page.waitForSelector(row(value.id));
            await eventually(async () => assert.ok((await shown_number(page)) >= 100));
            assert.equal(await page.locator(row(value.id)).count(), 1);
        },
    },
    {
        name: 'the keyboard walks the rows and opens one',
        async body({ page, url }) {
            await page.goto(url);
            await loaded(page);
            await first_row(page).focus();
            for (let i = 0; i < 45; ++i) await page.keyboard.press('ArrowDown');
            const focused = await page.evaluate(() => document.activeElement.parentElement.ariaPosInSet);
            assert.equal(focused, '46');
            await page.keyboard.press('k');
            assert.equal(await page.evaluate(() => document.activeElement.parentElement.ariaPosInSet), '45');
            await page.keyboard.press('Enter');
            await page.waitForURL(/view=conversation/);
        },
    },
    {
        name: 'keys that come faster than frames lose no row',
        async body({ page, url }) {
            await page.goto(url);
            await loaded(page);
            const focused = await page.evaluate(async () => {
                document.querySelector('[data-row]').focus();
                for (let i = 0; i < 60; ++i) {
                    const key = { key: 'j', bubbles: true, cancelable: true };
                    document.activeElement.dispatchEvent(new KeyboardEvent('keydown', key));
                    // Time to draw, not to show it.
                    await new Promise(done => queueMicrotask(() => queueMicrotask(done)));
                }
                return document.activeElement.parentElement.ariaPosInSet;
            });
            assert.equal(focused, '61');
        },
    },
    {
        name: 'an empty store says what will happen',
        async body({ page, url, backend }) {
            backend.verdicts.clear();
            await page.goto(url);
            await page.waitForSelector('text=还没有质检结果');
            const value = fresh();
            backend.publish(value);
            await page.waitForSelector(row(value.id));
        },
    },
];
