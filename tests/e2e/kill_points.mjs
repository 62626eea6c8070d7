// Dies once at every kill point (`chatqc_faulty kill-points`), at the start, under load or at the stop, wherever it comes
// by; starts again, and `chatqc send` goes on by itself: nothing that was acknowledged is missing, and in the end the
// verdicts are those of `chatqc replay`.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ack_proxy, key_of } from './support/ack_proxy.mjs';
import { run as run_cases, seed, test } from './support/cases.mjs';
import { run, server, start, temp_folder } from './support/chatqc.mjs';
import { whole_feed } from './support/feed_client.mjs';
import { invented, lines_of } from './support/invented.mjs';
import { random } from './support/random.mjs';
import { within } from './support/within.mjs';

process.env.TMPDIR = temp_folder(); // what the faulty disk puts aside
const folder = temp_folder();
const file = join(folder, 'invented.ndjson');
const text = lines_of(invented(seed, 150));
writeFileSync(file, text);
const messages = text.split('\n').length - 1;

const died = one => one.process.ended.then(({ signal }) => signal === 'SIGKILL');

// A store that has something in its log: a server that was killed after half of the messages.
async function half_sent(wire) {
    const first = await server.start({});
    const half = new Promise(done => {
        wire.on_ack = acked => {
            if (acked >= messages / 2) done();
            return true;
        };
    });
    wire.target = first.port;
    const sending = start([
        'send', file, '--to', `127.0.0.1:${wire.port}`, '--json', '--rate', '4000', '--batch', '2',
        '--connections', '2', '--give-up-after', '60s',
    ], { input: '' }); // prettier-ignore
    await within(60_000, 'half of it is acknowledged', half);
    wire.target = 0;
    await first.kill();
    return { data: first.data, port: first.port, sending };
}

async function stored_keys(data) {
    const { out } = await run(['export', 'messages', '--data', data]);
    return out.split('\n').filter(Boolean).map(line => key_of(JSON.parse(line)));
}

// Whether it comes to the point; what is old is rewritten and removed only after some `restarts`.
async function dies_at(point, restarts = 0) {
    const wire = await new ack_proxy().listen();
    const { data, port, sending } = await half_sent(wire);
    let one = null;
    try {
        const again = env => server.start({ data, port, args: ['--shards', '2'], env });
        for (; restarts > 0; --restarts) await (await again({})).stop();
        one = await again({ CHATQC_KILL_POINT: point }).catch(() => null); // maybe at its start
        if (one) {
            wire.target = port;
            const is_dead = await Promise.race([died(one), sending.ended.then(() => false)]);
            if (!is_dead) {
                one.process.child.kill('SIGTERM');
                if (!(await within(30_000, 'it stops', died(one)))) return false;
            }
        }
        wire.target = 0;
        const stored = new Set(await stored_keys(data));
        const lost = [...wire.acked].filter(key => !stored.has(key));
        assert.deepEqual(lost, [], `${wire.acked.size} acknowledged, ${stored.size} stored`);
        one = await again({});
        wire.target = port;
        const { code } = await within(60_000, 'send ends', sending.ended);
        assert.equal(code, 0, sending.err);
        const keys = await stored_keys(data);
        assert.equal(keys.length, messages, 'every message is stored once');
        await whole_feed(one);
        const settled = await run(['export', 'verdicts', '--data', data, '--settled']);
        assert.ok(settled.out === replayed, 'the settled verdicts are those of replay');
        await one.stop();
        return true;
    } finally {
        wire.close();
        sending.child.kill('SIGKILL');
        one?.process.child.kill('SIGKILL');
    }
}

const { out: replayed } = await run(['replay', file]);
const { out: listed } = await run(['kill-points']);
const dice = new random(seed);
for (const name of listed.split('\n').filter(Boolean)) {
    const nth = 1 + dice.below(4);
    test(name, async () => {
        // Where it does not come by as often as that, at the first time.
        const is_dead = (await dies_at(`${name}:${nth}`)) || (await dies_at(name)) || (await dies_at(name, 6));
        assert.ok(is_dead, 'it never comes to this point');
    });
}

await run_cases('kill_points');
