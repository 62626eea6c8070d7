// Incidents over the whole binary: what a server keeps and tells, with late messages, a kill and other rules in the
// middle, is what `chatqc replay --incidents` says of the same messages.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { run as run_cases, seed, test } from './support/cases.mjs';
import { run, server, temp_folder } from './support/chatqc.mjs';
import { open_feed } from './support/feed_client.mjs';
import { invented } from './support/invented.mjs';
import { shuffled } from './support/shuffle.mjs';
import { until } from './support/within.mjs';

const pack = by => `
pack: counted
language: 1
calendar: {zone: Asia/Shanghai, hours: "00:00-24:00"}
lists:
  ack: {phrases: [好的, 谢谢]}
rules:
  - {id: slow, points: -2, detect: {response: {limit: 60s}}}
  - {id: slow.burst, level: major, detect: {incident: {of: slow, by: ${by}, count: 2, within: 60min}}}
  - {id: slow.everywhere, level: critical, detect: {incident: {of: slow, by: shop, count: 3, within: 90min}}}
`;

function pack_folder(by) {
    const folder = join(temp_folder(), by);
    mkdirSync(folder);
    writeFileSync(join(folder, 'pack.yaml'), pack(by));
    return folder;
}

// The changes that the feed tells, one after the other.
function sum_of(items) {
    const standing = new Map();
    for (const { position, incident } of items.filter(item => item.incident)) {
        const { change, ...value } = incident;
        const known = standing.get(value.id);
        assert.equal(known !== undefined, change !== 'new', `${change} ${value.id} at ${position}`);
        if (change !== 'gone') assert.notDeepEqual(value, known, `told twice, at ${position}`);
        if (change === 'gone') standing.delete(value.id);
        else standing.set(value.id, value);
    }
    return [...standing.values()].sort((a, b) => a.opened - b.opened || (a.id < b.id ? -1 : 1));
}

test('late messages, a kill and other rules: the incidents of the settled verdicts', async () => {
    const messages = invented(seed, 80);
    const lines = shuffled(messages.map(one => JSON.stringify(one)), seed);
    const folder = temp_folder();
    const file = (name, some) => {
        writeFileSync(join(folder, name), some.join('\n') + '\n');
        return join(folder, name);
    };
    const half = Math.floor(lines.length / 2);
    const [all, first, second] = [
        file('all.ndjson', lines),
        file('first.ndjson', lines.slice(0, half)),
        file('second.ndjson', lines.slice(half)),
    ];
    const [before, after] = [pack_folder('agent'), pack_folder('platform')];
    const at = String(messages[Math.floor(messages.length / 2)].ts);

    let one = await server.start({ args: ['--rules', before, '--shards', '2'] });
    await run(['send', first, '--to', one.url, '--connections', '2']);
    await one.kill();
    one = await server.start({ data: one.data, args: ['--rules', after, '--at', at, '--shards', '1'] });
    await run(['send', second, '--to', one.url]);

    const replayed = join(folder, 'replayed.ndjson');
    const out = join(folder, 'verdicts.ndjson');
    await run(['replay', all, '--rules', before, `${after}@${at}`, '--incidents', replayed, '--out', out]);
    const expected = readFileSync(replayed, 'utf8');
    assert.notEqual(expected, '');
    const exported = async () => (await run(['export', 'incidents', '--data', one.data])).out;
    await until(30_000, 'all incidents are worked out', async () => (await exported()) === expected, 100).catch(
        async () => assert.equal(await exported(), expected),
    );

    const { position } = await one.get('/v1/status');
    const feed = await open_feed(one, { since: 0 });
    await until(30_000, 'the whole feed', () => feed.items.length >= position);
    await feed.close();
    const standing = sum_of(feed.items);
    const listed = await one.get('/v1/incidents?order=oldest&limit=1000');
    assert.deepEqual(listed.incidents, standing);
    assert.equal(listed.next, null);
    const without_verdicts = expected
        .split('\n')
        .filter(line => line !== '')
        .map(line => {
            const { verdicts, ...rest } = JSON.parse(line);
            assert.equal(verdicts.length, rest.count);
            return rest;
        });
    assert.deepEqual(standing, without_verdicts);

    const some = listed.incidents.find(incident => incident.by === 'shop');
    const of_shop = await one.get(`/v1/incidents?shop=${some.key}&rule=${some.rule}&day=${some.day}`);
    assert.ok(of_shop.incidents.some(incident => incident.id === some.id));
    assert.ok(of_shop.incidents.every(incident => incident.key === some.key && incident.day === some.day));
    await one.get('/v1/incidents?day=yesterday', 400);
    await one.get('/v1/incidents?cursor=x', 400);
    const metrics = await one.get('/metrics');
    // Counted since the last start; these come of the rules it was started with.
    assert.ok(standing.some(incident => incident.by === 'platform'));
    assert.match(metrics, /^chatqc_incidents_total\{rule="slow\.burst"\} [1-9]/m);

    await one.stop();
    assert.equal(await exported(), expected);
    const csv = (await run(['export', 'incidents', '--data', one.data, '--format', 'csv'])).out;
    assert.equal(csv.trim().split('\r\n').length, 1 + standing.length);
});

await run_cases('incidents');
