// Languages, pages, reports, notes, widths.
import assert from 'node:assert/strict';

export const frame_cases = [
    {
        name: 'the language is the browser’s until it is switched, then remembered',
        options: { locale: 'en-GB' },
        async body({ page, url }) {
            await page.goto(url);
            await page.waitForSelector('.verdict >> text=Critical');
            assert.equal(await page.getAttribute('html', 'lang'), 'en');
            await page.waitForFunction(() => document.title === 'Live · chatqc');
            await page.click('.language');
            await page.waitForSelector('.verdict >> text=红线');
            await page.waitForSelector('.verdict >> text=辱骂顾客');
            await page.reload();
            await page.waitForSelector('.verdict >> text=红线');
            assert.equal(await page.getAttribute('html', 'lang'), 'zh-CN');
        },
    },
    {
        name: 'reports are listed with their files',
        async body({ page, url }) {
            await page.goto(url);
            await page.click('nav >> text=日报');
            await page.waitForSelector('.report');
            const text = await page.locator('.report').nth(1).innerText();
            assert.ok(text.includes('2025-11-10') && text.includes('已定') && text.includes('重述 r2'));
            const links = await page
                .locator('.report')
                .first()
                .locator('a')
                .evaluateAll(all => all.map(one => one.getAttribute('href')));
            assert.deepEqual(
                [...new Set(links)],
                ['/v1/reports/2025-11-11', '/v1/reports/2025-11-11.csv', '/v1/reports/2025-11-11.json'],
            );
        },
    },
    {
        name: 'the server’s notes are shown, known ones in the page’s language',
        async body({ page, url, backend }) {
            backend.notes = ['default_calendar', 'disk is <b>slow</b>'];
            await page.goto(url);
            await page.waitForSelector('.notes >> text=店铺日历未设置');
            await page.waitForSelector('.notes >> text=disk is <b>slow</b>');
        },
    },
    {
        name: 'rules that were refused are told, with the reason behind',
        async body({ page, url, backend }) {
            backend.rules_problem = 'packs/a.yaml:3:5: error: there is no list <b>x</b>';
            await page.goto(url);
            await page.click('.notes >> text=新规则有误');
            await page.waitForSelector('.notes pre >> text=there is no list <b>x</b>');
        },
    },
    {
        name: 'back and forward walk the views',
        async body({ page, url }) {
            await page.goto(url);
            await page.click('nav >> text=即将超时');
            await page.waitForSelector('.round');
            await page.click('nav >> text=日报');
            await page.waitForSelector('.report');
            await page.goBack();
            await page.waitForSelector('.round');
            await page.goBack();
            await page.waitForSelector('.verdict');
            await page.goForward();
            await page.waitForSelector('.round');
        },
    },
    {
        name: 'a conversation can be opened by its id',
        async body({ page, url }) {
            await page.goto(url);
            await page.fill('input[name=conversation]', ' hostile/<b>&?# ');
            await page.keyboard.press('Enter');
            await page.waitForSelector('.bubble');
        },
    },
    {
        name: 'nothing is wider than a phone',
        options: { viewport: { width: 390, height: 844 } },
        async body({ page, url }) {
            for (const path of [
                '/',
                '/?view=breaches',
                '/?view=reports',
                '/?view=conversation&conversation=demo-0001',
            ]) {
                await page.goto(url + path);
                await page.waitForSelector('.verdict, .round, .report, .message');
                const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
                assert.ok(overflow <= 0, `${path} is ${overflow} px too wide`);
            }
        },
    },
    {
        name: 'with the server away the page says so, and comes back by itself',
        async body({ page, url, backend }) {
            await page.route('**/v1/verdicts*', route => route.abort());
            backend.refuses = true;
            await page.goto(url);
            await page.waitForSelector('text=读取失败：连不上服务器');
            await page.waitForSelector('.connection-waiting');
            await page.unroute('**/v1/verdicts*');
            backend.refuses = false;
            await page.waitForSelector('.verdict', { timeout: 15_000 });
        },
    },
];
