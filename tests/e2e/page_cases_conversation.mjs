// A conversation: sides, spans of bytes, receipts, hostile text.
import assert from 'node:assert/strict';

import { eventually } from './support/eventually.mjs';
import { bytes_of, emoji_text, hostile_text, verdict } from './support/fake_conversations.mjs';

const open = (page, url, more = '') => page.goto(`${url}/?view=conversation&conversation=demo-0001${more}`);
const marks = page => page.locator('mark.hit').allTextContents();

export const conversation_cases = [
    {
        name: 'a row opens its conversation at the verdict, and back again',
        async body({ page, url, told }) {
            await page.goto(url);
            const target = told.verdicts.find(one => one.rule === 'nudge.triple');
            await page.waitForSelector('.connection-live'); // reads the rows anew, from the top
            await page.waitForSelector('.verdict');
            await page.locator('.scroller').evaluate(element => element.scrollTo(0, 900));
            await page.click(`[data-row="${target.id}"]`);
            await page.waitForSelector('.card-chosen >> text=三连发催单');
            assert.equal(new URL(page.url()).searchParams.get('verdict'), target.id);
            await eventually(async () => assert.ok(await page.locator('#message-m11').isVisible()));
            await page.click('.back');
            await page.waitForSelector(`[data-row="${target.id}"]`);
            assert.ok((await page.locator('.scroller').evaluate(element => element.scrollTop)) > 500);
        },
    },
    {
        name: 'customer left, shop right, system between; roles told apart',
        async body({ page, url }) {
            await open(page, url);
            await page.waitForSelector('.message');
            const middle = {
                customer: 'left',
                agent: 'right',
                assist: 'right',
                bot: 'right',
                autoreply: 'right',
                system: 'middle',
            };
            for (const [role, side] of Object.entries(middle)) {
                assert.ok((await page.locator(`.from-${role}.message-${side}`).count()) > 0, role);
                assert.equal(await page.locator(`.from-${role}:not(.message-${side})`).count(), 0, role);
            }
            const left = await page.locator('.message-left .bubble').first().boundingBox();
            const right = await page.locator('.from-agent .bubble').first().boundingBox();
            assert.ok(left.x < right.x && left.x + left.width < right.x + right.width);
            const heads = (await page.locator('.message-role').allTextContents()).join(' ');
            for (const word of ['顾客', '客服', '机器人', '自动回复', '客服（机器人拟稿）'])
                assert.ok(heads.includes(word), word);
            assert.ok(await page.locator('text=转接给 小周').isVisible());
            assert.ok(await page.locator('text=店铺时间（Asia/Shanghai）').isVisible());
            assert.match(await page.locator('.session-mark').first().textContent(), / · 物流 · unnamed$/);
        },
    },
    {
        name: 'spans of bytes mark exactly their characters, after emoji and rare ones',
        async body({ page, url }) {
            await open(page, url);
            await page.waitForSelector('mark.hit');
            assert.deepEqual(await marks(page), ['加-微-信', '还在考虑', '抓紧', '抓紧拍下', '穷鬼']);
            const bubble = page.locator('#message-m7 .bubble');
            assert.equal(await bubble.textContent(), emoji_text);
        },
    },
    {
        name: 'overlapping spans and spans that fit nothing do no harm',
        async body({ page, url, backend, told }) {
            const text = '亲，𠮷😀加微信好评返现';
            const message = {
                id: 'x',
                ts: told.messages[0].ts,
                role: 'agent',
                kind: 'text',
                sender: '小林',
                text,
            };
            const span = part => ({ message: 'x', ...bytes_of(text, part), phrase: part });
            const spans = [
                span('😀加微'),
                span('微信好'),
                { message: 'x', begin: 500, end: 900, phrase: '?' },
                { message: 'x', begin: 6, end: 8, phrase: '?' },
            ];
            const value = verdict('nudge.triple', {
                conversation: 'odd',
                anchor: 'x',
                anchor_ts: 1,
                decided_at: 2,
                receipt: { messages: ['x', 'gone'], spans },
            });
            backend.add({ conversation: 'odd', messages: [message], verdicts: [value], sessions: [] });
            await page.goto(`${url}/?view=conversation&conversation=odd&verdict=${value.id}`);
            await page.waitForSelector('mark.hit');
            assert.equal(await page.locator('#message-x .bubble').textContent(), text);
            assert.deepEqual(await marks(page), ['𠮷', '😀加', '微', '信好']);
        },
    },
    {
        name: 'a receipt says its sums and the rule’s why',
        async body({ page, url, told, chosen }) {
            await open(page, url, `&verdict=${chosen.wait}`);
            const receipt = page.locator('.card-chosen .receipt');
            await receipt.waitFor();
            // The rule's why comes with an answer of its own.
            await eventually(async () => {
                const text = await receipt.innerText();
                for (const part of [
                    '顾客等待超过三分钟',
                    '6 分 53 秒',
                    '停表 1 分',
                    '时限 3 分',
                    '3 分 53 秒 = 6 分 53 秒 − 3 分',
                    'taobao_3min（本系统对平台口径的估算）',
                    '小林',
                ]) {
                    assert.ok(text.includes(part), `${part} is missing in ${text}`);
                }
            });
            assert.equal(await page.locator('.message-evidence').count(), 2);
            assert.ok(told.verdicts.some(one => one.id === chosen.wait));
        },
    },
    {
        name: 'a disguised hit is marked so, and a mark opens its verdict',
        async body({ page, url, chosen }) {
            await open(page, url);
            await page.locator('mark.hit', { hasText: '加-微-信' }).click();
            await page.waitForURL(new RegExp(chosen.contact));
            const card = page.locator('.card-chosen');
            const text = await card.innerText();
            assert.ok(
                text.includes('规避检测') && text.includes('变形写法') && text.includes('规则词 加微信') && text.includes('加-微-信'),
            );
            assert.equal(await page.locator('.hit-chosen').textContent(), '加-微-信');
            await card.locator('.card-head').click();
            await eventually(async () => assert.equal(await page.locator('.card-chosen').count(), 0));
        },
    },
    {
        name: 'news of the feed shows in the open conversation',
        async body({ page, url, backend, told }) {
            await open(page, url);
            await page.waitForSelector('.message');
            const value = told.verdicts.find(one => one.rule === 'nudge.triple');
            backend.publish({ ...value, status: 'retracted', revision: 1, reason: 'edited' });
            await page.waitForSelector(`#verdict-${value.id}.card-retracted`);
            await eventually(async () => assert.deepEqual(await marks(page), ['加-微-信', '穷鬼']));
        },
    },
    {
        name: 'what the feed cannot tell any more shows in the open conversation too',
        async body({ page, url, backend }) {
            const path = `${url}/?view=conversation&conversation=${encodeURIComponent('hostile/<b>&?#')}`;
            // Its session has ended: nothing but news makes the page read it anew.
            const { verdicts } = backend.conversations.get('hostile/<b>&?#');
            const revise = (status, revision) => {
                backend.publish({ ...verdicts[0], status, revision, reason: 'edited' });
                backend.first_kept = backend.position + 1;
            };
            backend.refuses = true;
            await page.goto(path);
            await page.waitForSelector('.card');
            revise('retracted', 1); // before the feed is joined
            backend.refuses = false;
            await page.waitForSelector('.card-retracted');
            backend.refuses = true;
            backend.cut();
            await page.waitForSelector('.connection-waiting');
            revise('retracted', 2);
            revise('final', 3); // after it was cut for too long
            backend.refuses = false;
            await eventually(async () => assert.equal(await page.locator('.card-retracted').count(), 0));
        },
    },
    {
        name: 'a verdict far down in 3,000 messages is brought in sight',
        async body({ page, url, backend }) {
            const messages = Array.from({ length: 3000 }, (_, i) => ({
                id: `n${i}`,
                ts: 1_700_000_000_000 + i * 1000,
                role: i % 2 ? 'agent' : 'customer',
                kind: 'text',
                sender: '小林',
                text: '第几句话？'.repeat(1 + ((i * 7) % 40)),
            }));
            const anchor = messages[2501];
            const value = verdict('nudge.triple', {
                conversation: 'long',
                anchor: anchor.id,
                anchor_ts: anchor.ts,
                decided_at: anchor.ts,
                receipt: {
                    messages: [anchor.id],
                    spans: [{ message: anchor.id, begin: 0, end: 9, phrase: '第几句' }],
                },
            });
            backend.add({ conversation: 'long', messages, verdicts: [value], sessions: [] });
            await page.goto(`${url}/?view=conversation&conversation=long&verdict=${value.id}`);
            await page.waitForSelector('.hit-chosen');
            await eventually(async () => {
                const place = await page.locator('.hit-chosen').boundingBox();
                assert.ok(place.y > 100 && place.y < 880, `the hit is at ${place.y}`);
            });
        },
    },
    {
        name: 'only messages with hits, if wanted',
        async body({ page, url }) {
            await open(page, url);
            await page.waitForSelector('.message');
            const before = await page.locator('.message').count();
            await page.check('.messages-tools input');
            await page.waitForSelector('.skipped');
            assert.ok((await page.locator('.message').count()) < before);
        },
    },
    {
        name: 'hostile text is text, in rows and bubbles and receipts',
        async body({ page, url }) {
            await page.goto(url);
            await page.waitForSelector('.verdict >> text=<b>phrase</b>');
            await page.click('.verdict:has-text("<b>phrase</b>")');
            await page.waitForSelector('.card-chosen .receipt');
            assert.equal(await page.locator('.bubble').textContent(), hostile_text);
            assert.deepEqual(await marks(page), ['<img src=x onerror="window.broken=2">', 'مرحبا']);
            assert.equal(await page.evaluate(() => window.broken), undefined);
            assert.equal(
                await page.locator('#page script, #page img, #page u, #page i, .frame .bubble b').count(),
                0,
            );
            const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
            assert.ok(overflow <= 0, `${overflow} px too wide`);
        },
    },
    {
        name: 'an unknown conversation says so; a failing server can be tried again',
        async body({ page, url, backend, told }) {
            backend.refuses = true; // a feed that begins would read it again before the button does
            await page.goto(`${url}/?view=conversation&conversation=nobody`);
            await page.waitForSelector('text=没有这个对话');
            await page.route('**/v1/conversations/*', route =>
                route.fulfill({ status: 500, body: '{"error":{"code":"io","message":"disk"}}' }),
            );
            await open(page, url);
            await page.waitForSelector('text=读取失败：disk');
            await page.unroute('**/v1/conversations/*');
            await page.click('text=重试');
            await page.waitForSelector('.message');
            assert.equal(backend.conversations.get('demo-0001'), told);
        },
    },
    {
        name: 'on a phone the receipt stands beneath its message',
        options: { viewport: { width: 390, height: 844 } },
        async body({ page, url, chosen }) {
            await open(page, url, `&verdict=${chosen.contact}`);
            await page.waitForSelector('#message-m7 .receipt-below .receipt');
            assert.equal(await page.locator('.receipt').count(), 1);
            const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
            assert.ok(overflow <= 0, `${overflow} px too wide`);
        },
    },
    {
        name: 'a leaked number names the conversations of other customers who told it',
        async body({ page, url, backend, told }) {
            const leak = told.verdicts.find(one => one.rule === 'compliance.off_platform');
            const [other] = [...backend.conversations.keys()].filter(id => id !== leak.conversation);
            leak.seen_with = [{ conversation: other, at: leak.anchor_ts }];
            await open(page, url, `&verdict=${leak.id}`);
            await page.waitForSelector('.card-chosen');
            const link = page.locator('.line-bad a').first();
            assert.equal(await link.innerText(), other);
            await link.click();
            await eventually(async () =>
                assert.equal(new URL(page.url()).searchParams.get('conversation'), other),
            );
        },
    },
];
