// Incidents: what stands, as it comes, changes and goes, and the way to its verdicts.
import assert from 'node:assert/strict';

import { eventually } from './support/eventually.mjs';
import { incidents } from './support/fake_conversations.mjs';

const counts = page => page.locator('.incident-count').allInnerTexts();

export const incident_cases = [
    {
        name: 'incidents stand newest first, and follow the feed',
        async body({ page, url, backend }) {
            const [first, second] = incidents(Date.now());
            await page.goto(`${url}/?view=incidents`);
            await page.waitForSelector('.incident');
            assert.deepEqual(await counts(page), ['6 条结果', '3 条结果']);
            assert.match(await page.locator('.incident').first().innerText(), /云杉家居/);
            backend.publish_incident({ ...first, count: 7 }, 'changed');
            await eventually(async () => assert.deepEqual(await counts(page), ['7 条结果', '3 条结果']));
            backend.publish_incident({ ...first, id: 'incident-3', opened: Date.now(), count: 9 }, 'new');
            await eventually(async () =>
                assert.deepEqual(await counts(page), ['9 条结果', '7 条结果', '3 条结果']),
            );
            backend.publish_incident(second, 'gone');
            await eventually(async () => assert.deepEqual(await counts(page), ['9 条结果', '7 条结果']));
        },
    },
    {
        name: 'an incident leads to its verdicts',
        async body({ page, url }) {
            await page.goto(`${url}/?view=incidents`);
            await page.locator('[data-incident="incident-2"]').click();
            await page.waitForSelector('.verdict, .nothing');
            const query = new URL(page.url()).searchParams;
            assert.equal(query.get('view'), null);
            assert.equal(query.get('rule'), 'compliance.off_platform');
            assert.equal(query.get('agent'), '小林');
            assert.equal(query.get('shop'), null);
        },
    },
    {
        name: 'without any it says so',
        async body({ page, url, backend }) {
            backend.incidents.clear();
            await page.goto(`${url}/?view=incidents`);
            await page.getByText('没有突发事件').waitFor();
        },
    },
];
