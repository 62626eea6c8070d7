// Promises with a time: their order and states, filters, and the way to their conversation.
import assert from 'node:assert/strict';

import { eventually } from './support/eventually.mjs';
import { duties_of } from './support/fake_duties.mjs';

const classes = page => page.locator('.duty').evaluateAll(all => all.map(one => one.className));

export const duty_cases = [
    {
        name: 'promises stand by due time; what is outstanding first, the others by choice',
        async body({ page, url, backend, told }) {
            backend.duties = duties_of(told);
            await page.goto(`${url}/?view=duties`);
            await page.waitForSelector('.duty');
            assert.deepEqual(await classes(page), ['duty duty-overdue', 'duty duty-open']);
            assert.match(await page.locator('.duty').nth(0).innerText(), /已逾期[\s\S]*发货/);
            assert.match(await page.locator('.duty').nth(1).innerText(), /撤回/);
            await page.selectOption('select[aria-label="状态"]', 'kept');
            await eventually(async () => assert.deepEqual(await classes(page), ['duty duty-kept_late']));
            assert.match(await page.locator('.duty').innerText(), /逾期兑现[\s\S]*状态变更/);
            await page.selectOption('select[aria-label="状态"]', 'all');
            await eventually(async () => assert.equal(await page.locator('.duty').count(), 4));
            await page.selectOption('select[aria-label="店铺"]', duties_of(told)[0].verdict.shop);
            await eventually(async () => assert.equal(await page.locator('.duty').count(), 3));
            await page.locator('.duty').first().click();
            await page.waitForSelector('.message');
            assert.match(page.url(), /verdict=d1/);
        },
    },
    {
        name: 'no promise is said, and so is a server that went away',
        async body({ page, url, backend }) {
            backend.duties = [];
            await page.goto(`${url}/?view=duties`);
            await page.waitForSelector('text=没有这样的承诺');
            await page.route('**/v1/duties*', route => route.abort());
            await page.selectOption('select[aria-label="状态"]', 'overdue');
            await page.waitForSelector('.failure');
            await page.click('.language');
            await page.waitForSelector('h1:has-text("Promises")');
        },
    },
];
