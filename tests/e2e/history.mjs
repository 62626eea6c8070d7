// A day that was, from a spreadsheet export to its report: convert, send, report; all figures agree.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { run as run_cases, seed, test } from './support/cases.mjs';
import { run, server, temp_folder } from './support/chatqc.mjs';
import { to_gb18030 } from './support/gb18030.mjs';
import { invented } from './support/invented.mjs';
import { until } from './support/within.mjs';

// Yesterday in the shops: a server publishes reports of the last days only.
const shop_time = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'medium' });
const day = shop_time.format(Date.now() - 24 * 3600_000).slice(0, 10);
const morning = Date.parse(`${day}T09:00:00+08:00`);

const mapping = `
conversation: 会话ID
ts: 日期 + 时间
role: 发送方
role.customer: 买家
role.agent: 客服
speaker: 昵称
text: 内容
to: 接待客服
shop: 店铺
zone: Asia/Shanghai
`;

const cell = text => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const table_of = rows => rows.map(row => row.map(cell).join(',') + '\r\n').join('');

// The invented day as a shop's export would tell it.
function export_of(messages) {
    const shops = new Map();
    const agents = new Map();
    for (const { conversation, shop, to } of messages) {
        if (shop) shops.set(conversation, shop);
        if (to) agents.set(conversation, to);
    }
    const rows = messages.map(one => {
        const [date, time] = shop_time.format(one.ts).split(' ');
        const is_customer = one.role === 'customer';
        const agent = agents.get(one.conversation);
        const nick = is_customer ? `买家${one.conversation}` : agent;
        return [one.conversation, date, time, is_customer ? '买家' : '客服', nick, one.text, agent, shops.get(one.conversation)];
    });
    return [['会话ID', '日期', '时间', '发送方', '昵称', '内容', '接待客服', '店铺'], ...rows];
}

const read_lines = text => text.split('\n').filter(Boolean).map(line => JSON.parse(line)); // prettier-ignore

// Converted messages in a file of their own.
async function converted(rows, expected = 0) {
    const folder = temp_folder();
    const table = join(folder, '聊天记录.csv');
    const map = join(folder, 'map.txt');
    const out = join(folder, 'day.ndjson');
    writeFileSync(table, to_gb18030(table_of(rows)));
    writeFileSync(map, mapping);
    const preview = await run(['convert', '--map', map, table, '--preview'], { expected });
    const made = await run(['convert', '--map', map, table, '--out', out], { expected });
    return { table, map, out, preview, told: made.out + made.err };
}

test('a GB18030 table becomes messages', async () => {
    const messages = invented(seed, 30);
    messages[3].text = '逗号,引号"还有\n换行';
    const rows = export_of(messages);
    const one = await converted(rows);
    const made = read_lines(readFileSync(one.out, 'utf8'));
    assert.equal(made.length, messages.length);
    made.forEach((message, at) => {
        const { conversation, role, text, ts } = messages[at];
        const time = typeof message.ts === 'number' ? message.ts : Date.parse(message.ts);
        assert.deepEqual([message.conversation, message.role, message.text, time], [conversation, role, text, ts]);
        assert.equal(message.shop, rows[at + 1][7]);
        if (role === 'agent') assert.equal(message.sender, rows[at + 1][6]);
        else assert.equal(message.to, rows[at + 1][6]);
    });
    assert.equal(new Set(made.map(({ conversation, id }) => `${conversation}/${id}`)).size, made.length);
    assert.ok(one.preview.out.includes('在吗') || one.preview.out.includes(made[0].text), one.preview.out);

    const again = await converted(rows);
    assert.equal(readFileSync(again.out, 'utf8'), readFileSync(one.out, 'utf8'), 'the same table, the same ids');
});

test('rows that cannot be used are told by number and left out', async () => {
    const rows = export_of(invented(seed, 5));
    rows[4][3] = '店长';
    rows[7][2] = '下午三点';
    const { out, told, preview } = await converted(rows, 1);
    for (const text of [told, preview.out + preview.err]) {
        assert.match(text, /row +5: .*店长/);
        assert.match(text, /row +8: /);
    }
    assert.equal(read_lines(readFileSync(out, 'utf8')).length, rows.length - 3);
});

// Rows of a CSV without quoted newlines, as objects by header.
function read_csv(file) {
    const text = readFileSync(file, 'utf8');
    assert.ok(text.startsWith('\ufeff'), `${file} begins with a BOM`);
    const [header, ...rows] = text.slice(1).split(/\r?\n/).filter(Boolean).map(line => line.split(',')); // prettier-ignore
    return rows.map(row => Object.fromEntries(row.map((value, at) => [header[at], value])));
}

const count_by = (list, key) => {
    const counts = {};
    for (const one of list) counts[key(one)] = (counts[key(one)] ?? 0) + 1;
    return counts;
};

function check_forms(folder, report) {
    const { figures } = report.total;
    const csv = read_csv(join(folder, `daily-${day}-summary.csv`));
    const rows = [[report.total, row => row['层级'] === '合计']];
    for (const shop of report.shops) {
        rows.push([shop, row => row['层级'] === '店铺' && row['店铺'] === shop.shop]);
        for (const agent of shop.agents) {
            const name = agent.agent || '未分配';
            rows.push([agent, row => row['层级'] === '客服' && row['店铺'] === shop.shop && row['客服'] === name]);
        }
    }
    assert.equal(csv.length, rows.length);
    for (const [one, is] of rows) {
        const found = csv.filter(is);
        assert.equal(found.length, 1);
        const row = found[0];
        assert.equal(Number(row['会话数']), one.figures.sessions);
        assert.equal(Number(row['违规']), one.figures.violations);
        assert.equal(Number(row['轮次']), one.figures.in_time_of);
        assert.equal(Number(row['及时轮次']), one.figures.in_time);
        assert.equal(Number(row['计分会话 n']), one.figures.score_n);
        if (one.figures.score_n > 0) assert.equal(Number(row['得分']), one.figures.score);
    }
    const by_rule = read_csv(join(folder, `daily-${day}-rules.csv`)).filter(row => row['层级'] === '合计');
    assert.deepEqual(
        by_rule.map(row => [row['规则'], Number(row['命中']), Number(row['计分合计'])]),
        report.total.rules.map(one => [one.rule, one.hits, one.points]),
    );
    const html = readFileSync(join(folder, `daily-${day}.html`), 'utf8');
    for (const text of [String(figures.sessions), String(figures.violations), figures.score.toFixed(2), 'blue-1', 'red-2'])
        assert.ok(html.includes(text), `the page says ${text}`);
    assert.doesNotMatch(html, /<(script|link|img)[^>]+(src|href)="?https?:/, 'one file');
}

test('the report of the day', async () => {
    const messages = invented(seed, 60, morning);
    const { out: file } = await converted(export_of(messages));
    const one = await server.start({ reports: '00:00', args: ['--shards', '2'] });
    await run(['send', file, '--to', one.url]);
    const twice = JSON.parse((await run(['send', file, '--to', one.url, '--json'])).out);
    assert.equal(twice.duplicates, messages.length, 'sending it twice stores it once');

    const folder = join(temp_folder(), 'reports');
    const { out } = await run(['report', 'daily', '--data', one.data, '--date', day, '--out', folder]);
    const report = JSON.parse(readFileSync(join(folder, `daily-${day}.json`), 'utf8'));
    assert.equal(report.date, day);
    assert.equal(report.status, 'final');
    check_forms(folder, report);
    assert.ok(out.includes(`sessions ${report.total.figures.sessions}`), out);

    // What the figures must be, counted from outside.
    const settled = read_lines((await run(['export', 'verdicts', '--data', one.data, '--settled'])).out);
    const live = settled.filter(verdict => verdict.mode === 'live' && verdict.points < 0);
    const { figures } = report.total;
    assert.equal(figures.violations, live.length);
    for (const level of ['minor', 'moderate', 'major', 'critical'])
        assert.equal(figures[level], live.filter(verdict => verdict.level === level).length, level);
    const hits = Object.fromEntries(report.total.rules.filter(one => one.hits).map(one => [one.rule, one.hits]));
    assert.deepEqual(hits, Object.fromEntries(Object.entries(count_by(live, one => one.rule)).sort()));
    assert.equal(figures.customer_messages, messages.filter(one => one.role === 'customer').length);
    assert.equal(figures.agent_messages, messages.filter(one => one.role === 'agent').length);
    let sessions = 0;
    for (const conversation of new Set(messages.map(one => one.conversation)))
        sessions += (await one.get(`/v1/conversations/${conversation}`)).sessions.length;
    assert.equal(figures.sessions, sessions);
    const sum = key => report.shops.reduce((total, shop) => total + shop.figures[key], 0);
    for (const key of ['sessions', 'violations', 'customer_messages', 'in_time', 'in_time_of', 'points_deducted'])
        assert.equal(sum(key), figures[key], `shops add up: ${key}`);

    // The server publishes the same by itself.
    const published = await until(60_000, 'the report is published', async () => {
        const { reports } = await one.get('/v1/reports');
        return reports.find(one => one.date === day);
    });
    assert.equal(published.state, 'final');
    const theirs = await one.get(`/v1/reports/${day}.json`);
    assert.deepEqual(theirs.total, report.total);
    assert.deepEqual(theirs.shops, report.shops);
    assert.match(await one.get(`/v1/reports/${day}`), /<html/);
    assert.ok((await one.get(`/v1/reports/${day}.csv`)).includes('合计'));
    await one.get('/v1/reports/2024-01-01', 404);
    await one.stop();
    assert.ok(readdirSync(folder).length >= 6);
});

await run_cases('history');
