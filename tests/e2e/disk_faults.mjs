// A disk that is full, broken or slow for a while, under load: ingest refuses with a code, readyz says why, the feed, the
// lists and the metrics answer on, and when the disk is well everything goes on by itself, as if nothing had been.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { run as run_cases, seed, test } from './support/cases.mjs';
import { run, server, start, temp_folder } from './support/chatqc.mjs';
import { whole_feed } from './support/feed_client.mjs';
import { invented, lines_of } from './support/invented.mjs';
import { until, within } from './support/within.mjs';

process.env.TMPDIR = temp_folder(); // what the faulty disk puts aside
const file = join(temp_folder(), 'invented.ndjson');
const text = lines_of(invented(seed, 200));
writeFileSync(file, text);
const messages = text.split('\n').length - 1;

const probe = JSON.stringify({ id: 'p', conversation: 'probe', ts: 1762830000000, role: 'customer', text: '在吗' });

const counter = async (one, name) => Number(new RegExp(`^${name} (\\d+)`, 'm').exec(await one.get('/metrics'))?.[1] ?? 0);

// What must answer whatever the disk does.
async function answers_on(one) {
    await one.get('/healthz');
    await one.get('/v1/verdicts');
    await whole_feed(one);
    assert.ok((await counter(one, 'chatqc_commits_total')) > 0);
}

// A server that has taken half of the file when the disk begins to behave as `faults` says.
async function half_way(faults) {
    const control = join(temp_folder(), 'faults');
    writeFileSync(control, '');
    const one = await server.start({ args: ['--shards', '2'], env: { CHATQC_DISK_FAULTS: control } });
    const sending = start([
        'send', file, '--to', `127.0.0.1:${one.port}`, '--json', '--rate', '1500', '--batch', '2', '--give-up-after', '60s',
    ], { input: '' }); // prettier-ignore
    await until(30_000, 'half of it is there', async () => (await one.counters()).accepted > messages / 2);
    writeFileSync(control, faults);
    return { one, sending, heal: () => writeFileSync(control, '') };
}

async function ends_well(one, sending) {
    const { code } = await within(60_000, 'send ends', sending.ended);
    assert.equal(code, 0, sending.err);
    assert.equal(JSON.parse(sending.out).acked, messages);
    await whole_feed(one);
    const settled = await run(['export', 'verdicts', '--data', one.data, '--settled']);
    const replayed = await run(['replay', file]);
    assert.ok(settled.out === replayed.out, 'the settled verdicts are those of replay');
    await one.stop();
}

for (const faults of ['sync io_error', 'append no_space', 'append io_error']) {
    test(faults, async () => {
        const { one, sending, heal } = await half_way(faults);
        await until(10_000, 'it is not ready', async () => (await fetch(`${one.url}/readyz`)).status === 503);
        assert.match(await one.get('/readyz', 503), /the store cannot be written: .*(No space left|the disk fails)/);
        const { error } = await one.post('/v1/messages?source=probe', probe, { status: 503 });
        assert.equal(error.code, 'store_unavailable');
        const { accepted } = await one.counters();
        await answers_on(one);
        assert.equal((await one.counters()).accepted, accepted, 'nothing is acknowledged');
        assert.equal(sending.child.exitCode, null, 'the sender waits');
        assert.equal(await counter(one, 'chatqc_store_reopened_total'), 0);
        heal();
        await until(10_000, 'it is ready again', async () => (await fetch(`${one.url}/readyz`)).status === 200);
        assert.equal(await counter(one, 'chatqc_store_reopened_total'), 1);
        await ends_well(one, sending);
    });
}

test('a sync takes two seconds', async () => {
    const { one, sending, heal } = await half_way('sync 2000');
    const before = await counter(one, 'chatqc_commits_total');
    const begin = performance.now();
    while ((await counter(one, 'chatqc_commits_total')) < before + 2) {
        const asked = performance.now();
        await answers_on(one);
        assert.ok(performance.now() - asked < 1500, 'all is answered meanwhile');
    }
    assert.ok(performance.now() - begin > 1900, 'the disk is slow');
    heal();
    await ends_well(one, sending);
});

await run_cases('disk_faults');
