// Rules that change while the server runs: by signal, by request, by a changed file; bad ones change nothing; and what
// was judged meanwhile is what `replay` makes of the same units.
import assert from 'node:assert/strict';
import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { run as run_cases, test } from './support/cases.mjs';
import { run, server, temp_folder } from './support/chatqc.mjs';
import { lines_of } from './support/invented.mjs';
import { short_pack } from './support/short_pack.mjs';
import { until } from './support/within.mjs';

const pack_file = folder => join(folder, 'pack.yaml');
const text_of = folder => readFileSync(pack_file(folder), 'utf8');
const change = (folder, what, instead) => {
    const text = text_of(folder);
    assert.ok(text.includes(what));
    writeFileSync(pack_file(folder), text.replace(what, instead));
};

const range = n => Array.from({ length: n }, (_, i) => i);

// A folder of its own with this text as its pack.
function folder_of(text) {
    const folder = short_pack();
    writeFileSync(pack_file(folder), text);
    return folder;
}

const folder_with = (folder, what, instead) => {
    const made = folder_of(text_of(folder));
    change(made, what, instead);
    return made;
};

async function metric(one, name) {
    const line = (await one.get('/metrics')).split('\n').find(each => each.startsWith(`chatqc_${name} `));
    return line && Number(line.split(' ')[1]);
}

const unit = async one => (await one.get('/v1/status')).unit;
const settled = async data => (await run(['export', 'verdicts', '--data', data, '--settled'])).out;

// Live, one minute ago, so that the deadline has passed.
const chat = (conversation, word, ts) => [
    { id: `${conversation}-1`, conversation, ts, role: 'customer', text: '在吗', shop: 's' },
    { id: `${conversation}-2`, conversation, ts: ts + 100, role: 'agent', sender: 'ann', text: word, shop: 's' },
];

test('by request: what begins from then on is judged otherwise, what has begun is not', async () => {
    const rules = short_pack(60_000);
    const one = await server.start({ args: ['--rules', rules, '--source-grace', '500ms'] });
    const before = await unit(one);
    const send = messages => one.post('/v1/messages?source=a&clock=live', JSON.stringify(messages));
    await send(chat('old', '笨蛋', Date.now()).slice(0, 1));

    assert.equal((await one.post('/-/reload', '')).result, 'unchanged');
    change(rules, '[笨蛋]', '[蠢货]');
    const done = await one.post('/-/reload', '');
    assert.equal(done.result, 'activated');
    assert.notEqual(done.unit, before);
    assert.equal(await unit(one), done.unit);

    const later = Math.max(Date.now(), done.active_from + 1);
    await send([...chat('old', '笨蛋', later).slice(1), ...chat('new', '蠢货 笨蛋', later)]);
    const found = await until(10_000, 'both are judged', async () => {
        const { verdicts } = await one.get('/v1/verdicts?rule=attitude.bad');
        return verdicts.filter(verdict => verdict.status === 'final').length === 2 && verdicts;
    });
    const phrases = conversation =>
        found.find(verdict => verdict.conversation === conversation).receipt.spans.map(span => span.phrase);
    assert.deepEqual(phrases('old'), ['笨蛋']);
    assert.deepEqual(phrases('new'), ['蠢货']);
    assert.equal(await metric(one, 'rules_reloads_total{result="activated"}'), 1);
    assert.equal(await metric(one, 'rules_reloads_total{result="unchanged"}'), 1);
    assert.ok((await metric(one, 'rules_last_activation_timestamp_seconds')) > 1.7e9);
    await one.stop();
});

test('bad packs change nothing, and everybody is told', async () => {
    const rules = short_pack();
    const good = text_of(rules);
    const one = await server.start({ args: ['--rules', rules] });
    const before = await unit(one);
    const refused = async (text, reason) => {
        writeFileSync(pack_file(rules), text);
        const { error } = await one.post('/-/reload', '', { status: 422 });
        assert.equal(error.code, 'rules_refused');
        assert.match(error.message, reason);
        const status = await one.get('/v1/status');
        assert.equal(status.rules_problem, error.message);
        assert.equal(status.unit, before);
        assert.equal(await metric(one, 'rules_last_reload_successful'), 0);
        assert.match(one.process.err + one.process.out, reason);
    };
    await refused(good.replace('list: bad', 'list: worse'), /pack\.yaml:\d+:\d+: error: .*worse/);
    const red = 'tests: [{name: it is red, chat: [0s agent 您好], expect: [{rule: attitude.bad, at: 0s}]}]\n';
    await refused(good + red, /it is red/);

    writeFileSync(pack_file(rules), good);
    assert.equal((await one.post('/-/reload', '')).result, 'unchanged');
    assert.equal((await one.get('/v1/status')).rules_problem, undefined);
    assert.equal(await metric(one, 'rules_last_reload_successful'), 1);
    await one.stop();
});

test('by signal, and by a changed file', async () => {
    const rules = short_pack();
    const one = await server.start({ args: ['--rules', rules, '--reload-on-change'] });
    const is_new = before => until(15_000, 'other rules judge', async () => (await unit(one)) !== before);
    let before = await unit(one);
    change(rules, 'points: -2', 'points: -3');
    await is_new(before);

    before = await unit(one);
    const then = new Date(); // a change that its time does not show is left to the signal
    change(rules, 'points: -3', 'points: -4');
    utimesSync(pack_file(rules), then, then);
    one.process.child.kill('SIGHUP');
    await is_new(before);
    await one.stop();
});

test('again and again while messages come: none is lost, each is judged by one whole unit', async () => {
    const rules = short_pack();
    const one = await server.start({ args: ['--rules', rules, '--shards', '2'] });
    // Conversations that begin every few milliseconds, by their own time, while the rules change as often.
    const begin = Date.now();
    const messages = range(3000).flatMap(n => chat(`c${n}`, '笨蛋，蠢货', begin + 2 * n));
    const file = join(temp_folder(), 'dense.ndjson');
    writeFileSync(file, lines_of(messages));
    const sent = run(['send', file, '--to', one.url, '--rate', '1500']);
    const reloads = 60; // `replay` takes so many units
    const packs = [rules, folder_with(rules, '[笨蛋]', '[蠢货]')].map(text_of);
    const units = [[rules]];
    for (let n = 1; n <= reloads; n++) {
        const due = (messages.length * n) / (reloads + 1);
        await until(60_000, 'messages come', async () => (await one.counters()).accepted >= due);
        writeFileSync(pack_file(rules), packs[n % 2]);
        const { result, active_from } = await one.post('/-/reload', '');
        assert.equal(result, 'activated');
        units.push([n % 2, active_from]);
    }
    await sent;
    assert.equal((await one.counters()).accepted, messages.length);
    await one.stop();

    const got = await settled(one.data);
    const by_words = ['笨蛋', '蠢货'].map(word => got.split(`"phrase":"${word}"`).length - 1);
    assert.equal(by_words[0] + by_words[1], 3000);
    assert.ok(Math.min(...by_words) > 0, 'both units judged');
    const folders = packs.map(text => folder_of(text));
    const args = units.map(([which, at]) => (at === undefined ? folders[0] : `${folders[which]}@${at}`));
    assert.equal(got, (await run(['replay', file, '--rules', ...args])).out);
    await run(['verify', '--data', one.data]);
});

await run_cases('reload');
