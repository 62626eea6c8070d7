// What must hold of the page of any running server, whatever it stores. Changes nothing there.
import assert from 'node:assert/strict';

export const smoke = [
    {
        name: 'the page loads and the feed connects',
        async body({ page, url }) {
            const answer = await page.goto(url);
            assert.equal(answer.status(), 200);
            assert.match(answer.headers()['content-type'], /^text\/html/);
            await page.waitForSelector('.connection-live', { timeout: 15_000 });
            await page.waitForSelector('.verdict, .nothing, .foot');
            await page.waitForFunction(() => document.title === '实时质检 · chatqc 客服质检');
        },
    },
    {
        name: 'the language switches and is remembered',
        async body({ page, url }) {
            await page.goto(url);
            await page.click('.language');
            await page.waitForSelector('nav >> text=Next to breach');
            await page.reload();
            await page.waitForSelector('nav >> text=Next to breach');
        },
    },
    {
        name: 'every view answers',
        async body({ page, url }) {
            await page.goto(`${url}/?view=breaches`);
            await page.waitForSelector('.round, .nothing');
            await page.goto(`${url}/?view=reports`);
            await page.waitForSelector('.report, .nothing');
            assert.equal(await page.locator('.failure').count(), 0);
        },
    },
    {
        name: 'a verdict opens its conversation, with its receipt',
        async body({ page, url }) {
            await page.goto(url);
            await page.waitForSelector('.connection-live', { timeout: 15_000 });
            await page.waitForSelector('.verdict, .nothing');
            const row = page.locator('.verdict').first();
            if ((await row.count()) === 0) {
                console.log('      (the server has no verdict yet: not tried)');
                return;
            }
            await row.click();
            await page.waitForSelector('.message');
            await page.waitForSelector('.card-chosen .receipt');
            assert.equal(await page.locator('.failure').count(), 0);
        },
    },
    {
        name: 'a filter narrows the rows to its level',
        async body({ page, url }) {
            await page.goto(`${url}/?level=major`);
            await page.waitForSelector('.connection-live', { timeout: 15_000 });
            await page.waitForSelector('.verdict, .nothing');
            const other = page.locator('.verdict .level:not(.level-major)');
            assert.equal(await other.count(), 0);
        },
    },
];
