// Next to breach: order, counting down, colours.
import assert from 'node:assert/strict';

import { eventually } from './support/eventually.mjs';

const numbers = page => page.locator('.round-number').allInnerTexts();

export const breach_cases = [
    {
        name: 'open rounds stand by time left and count down',
        async body({ page, url, backend }) {
            const now = Date.now();
            const one = (id, left, state) => ({
                conversation: id,
                shop: '云杉家居',
                agent: id === 'c' ? '' : '小林',
                rule: 'timeliness.response',
                opened: now - 100_000,
                deadline: now + left,
                left_ms: left,
                state,
                profile: 'internal',
            });
            const standing = soon => [
                one('late', -65_000, 'late'),
                one('soon', soon, 'warn'),
                one('c', 600_000, 'open'),
            ];
            backend.rounds = standing(60_000);
            await page.goto(`${url}/?view=breaches`);
            await page.waitForSelector('.round');
            const classes = await page.locator('.round').evaluateAll(all => all.map(one => one.className));
            assert.deepEqual(classes, ['round round-late', 'round round-warn', 'round round-open']);
            assert.match((await numbers(page))[0], /^\+1:\d\d$/);
            assert.match(await page.locator('.round').nth(2).innerText(), /未分配/);
            const before = (await numbers(page))[2];
            await eventually(async () => assert.notEqual((await numbers(page))[2], before));
            backend.rounds = standing(Date.now() - now + 4_000); // the page counts the last seconds by itself
            await eventually(async () => assert.equal(await page.locator('.round-late').count(), 2));
            assert.match(await page.locator('.tab-count').innerText(), /^2$/);
        },
    },
    {
        name: 'an answered round goes, a shop can be chosen, a round opens its conversation',
        async body({ page, url, backend }) {
            await page.goto(`${url}/?view=breaches`);
            await page.waitForSelector('.round');
            const before = await page.locator('.round').count();
            backend.rounds = backend.rounds.slice(0, before - 1);
            await eventually(async () => assert.equal(await page.locator('.round').count(), before - 1));
            await page.selectOption('select[aria-label="店铺"]', '云杉家居');
            await eventually(async () => {
                const rows = await page.locator('.round').allInnerTexts();
                assert.ok(rows.length > 0 && rows.every(text => text.includes('云杉家居')));
            });
            assert.match(page.url(), /shop=/);
            await page.locator('.round').first().click();
            await page.waitForSelector('.message');
        },
    },
    {
        name: 'no open round is said, and so is a server that went away',
        async body({ page, url, backend }) {
            backend.rounds = [];
            await page.goto(`${url}/?view=breaches`);
            await page.waitForSelector('text=现在没有等待回复的轮次');
            await page.route('**/v1/breaches*', route => route.abort());
            await page.waitForSelector('text=暂时读不到');
        },
    },
];
