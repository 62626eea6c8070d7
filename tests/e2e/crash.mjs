// kill -9 at twenty points chosen from the seed by what has been acknowledged, while `chatqc send` goes on by itself: what
// was acknowledged is there, and in the end the verdicts are those of `chatqc replay`. In some cases other packs become
// active on the way, and the server dies while it begins to judge by them.
//   CHATQC_E2E_ALL=1  the whole day at 2,000 messages a second, not only its beginning
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { ack_proxy, key_of } from './support/ack_proxy.mjs';
import { run as run_cases, seed, test } from './support/cases.mjs';
import { run, server, start, temp_folder } from './support/chatqc.mjs';
import { whole_feed } from './support/feed_client.mjs';
import { invented, lines_of } from './support/invented.mjs';
import { random } from './support/random.mjs';
import { shared_file } from './support/shared_data.mjs';
import { short_pack } from './support/short_pack.mjs';
import { delayed, shuffled } from './support/shuffle.mjs';
import { within } from './support/within.mjs';

// Not in the last fifth: acks come in leaps, and there must be something left to say after the last kill.
function kill_points(dice, messages, kills) {
    const points = new Set();
    while (points.size < kills) points.add(1 + dice.below(Math.floor(messages * 0.8)));
    return [...points].sort((a, b) => a - b);
}

const count_lines = text => text.split('\n').length - 1;

const sleep = ms => new Promise(done => setTimeout(done, ms));

// The packs of a run: the first judge from the beginning; others become active, one after the other, at a start with their
// folder and event time. Without any, the built-in ones judge.
class packs {
    constructor(first, later) {
        this.later = later; // [{folder, at}], by `at`
        this.newest = first;
        this.all = first ? [first, ...later.map(({ folder, at }) => `${folder}@${at}`)] : [];
    }

    get start_args() {
        return this.newest ? ['--rules', this.newest] : [];
    }

    get replay_args() {
        return this.all.length ? ['--rules', ...this.all] : [];
    }

    // The next ones, if there are any left: what a start needs to activate them.
    take() {
        const { folder, at } = this.later.shift() ?? {};
        this.newest = folder ?? this.newest;
        return folder ? [...this.start_args, '--at', String(at)] : null;
    }
}

// A whole run: `connections` send, `kills` times the server is killed, at first `shards` judge; `copies` of the lines come
// once more. After the first kills the packs of `judged_by` become active.
async function check(file, { rate, shards, connections, batch, copies = 0, kills = 20, judged_by = new packs('', []) }) {
    const dice = new random(seed);
    const messages = count_lines(readFileSync(file, 'utf8'));
    const points = kill_points(dice, messages, kills);
    const loses_ack = points.map(() => dice.next() < 0.5);
    const dies_twice = points.map(() => dice.next() < 0.3);
    console.log(`      killed at ${points.join(', ')} of ${messages} acknowledged`);

    const wire = await new ack_proxy().listen();
    let one = await server.start({ args: ['--shards', String(shards), ...judged_by.start_args] });
    const { port, data } = one;
    wire.target = port;
    let next = 0;
    let killed = null; // settles when the server has died at the point it waits for
    let on_killed = () => {};
    const arm = () => {
        killed = new Promise(done => (on_killed = done));
    };
    arm();
    let alive = true;
    wire.on_ack = acked => {
        if (!alive) return false;
        if (next >= points.length || acked < points[next]) return true;
        alive = false;
        wire.target = 0;
        one.process.child.kill('SIGKILL');
        on_killed();
        return !loses_ack[next];
    };
    const sending = start([
        'send', file, '--to', `127.0.0.1:${wire.port}`, '--json', '--rate', String(rate),
        '--batch', String(batch), '--connections', String(connections), '--give-up-after', '30s',
    ], { input: '' }); // prettier-ignore
    try {
        for (; next < points.length; ) {
            const ended = sending.ended.then(() => {
                throw new Error(`send ended at kill ${next}:\n${sending.out}${sending.err}`);
            });
            await within(60_000, `kill ${next}`, Promise.race([killed, ended]));
            await one.process.ended;
            // Every one that any ack has named is on the disk.
            const { out: on_disk } = await run(['export', 'messages', '--data', data]);
            const stored = new Set(on_disk.split('\n').filter(Boolean).map(line => key_of(JSON.parse(line))));
            const lost = [...wire.acked].filter(key => !stored.has(key));
            assert.deepEqual(lost, [], `kill ${next}: ${wire.acked.size} acknowledged, ${stored.size} stored`);
            const activation = judged_by.take();
            const args = () => ['--shards', String(dice.pick([1, 2, 4])), ...(activation ?? judged_by.start_args)];
            const start_again = () => server.start({ data, port, args: args() });
            if (activation) {
                // Anywhere between its first step and its last: before the unit is stored, or while all is judged again.
                const short = start(['serve', '--data', data, '--listen', '127.0.0.1:0', ...args()], { input: '' });
                await sleep(dice.below(400));
                short.child.kill('SIGKILL');
                await short.ended;
            }
            if (dies_twice[next]) {
                const short = await start_again();
                await short.kill();
            }
            one = await start_again();
            ++next;
            arm();
            alive = true;
            wire.target = port;
        }
        const { code } = await within(90_000, 'send ends', sending.ended);
        assert.equal(code, 0, sending.err);
        const summary = JSON.parse(sending.out);
        assert.equal(summary.acked, messages);
        assert.equal(summary.refused, 0);
        assert.ok(summary.reconnects >= kills, `${summary.reconnects} reconnects`);
        const { out } = await run(['export', 'messages', '--data', data]);
        assert.equal(count_lines(out), messages - copies, 'every message is stored once');
        await whole_feed(one);
        const settled = await run(['export', 'verdicts', '--data', data, '--settled']);
        const replayed = await run(['replay', file, ...judged_by.replay_args]);
        if (judged_by.all.length > 1) {
            const alone = await run(['replay', file, '--rules', judged_by.all[0]]);
            assert.notEqual(alone.out, replayed.out, 'what became active shows');
        }
        const wanted = replayed.out.split('\n');
        const differs = settled.out.split('\n').findIndex((line, at) => line !== wanted[at]);
        assert.ok(
            settled.out === replayed.out,
            `${count_lines(settled.out)} settled, ${count_lines(replayed.out)} replayed, line ${differs + 1} differs:\n` +
                `${settled.out.split('\n')[differs]}\n${wanted[differs]}`,
        );
        await one.stop();
    } finally {
        wire.close();
        sending.child.kill('SIGKILL');
        one.process.child.kill('SIGKILL');
    }
}

test('invented conversations', async () => {
    const file = join(temp_folder(), 'invented.ndjson');
    writeFileSync(file, lines_of(invented(seed, 800)));
    await check(file, { rate: 2000, shards: 1, connections: 1, batch: 1 });
});

test('the same, shuffled by up to an hour, with copies', async () => {
    const lines = lines_of(invented(seed, 800)).split('\n').filter(Boolean);
    const moved = shuffled(lines, seed);
    const file = join(temp_folder(), 'shuffled.ndjson');
    writeFileSync(file, moved.join('\n') + '\n');
    await check(file, { rate: 2000, shards: 2, connections: 2, batch: 1, copies: moved.length - lines.length });
});

test('a Chinese day', async () => {
    const whole = readFileSync(shared_file('wire/zh_day.ndjson'), 'utf8').split('\n');
    const lines = process.env.CHATQC_E2E_ALL ? whole.length : 8000;
    const file = join(temp_folder(), 'zh_day.ndjson');
    writeFileSync(file, whole.slice(0, lines).filter(Boolean).join('\n') + '\n');
    const rate = process.env.CHATQC_E2E_ALL ? 2000 : 4000;
    await check(file, { rate, shards: 2, connections: 2, batch: 2 });
});

for (const name of ['zh_day', 'en_twitter']) {
    test(`${name}, as a bad network brings it`, async () => {
        const whole = readFileSync(shared_file(`wire/${name}.ndjson`), 'utf8').split('\n').filter(Boolean);
        const lines = process.env.CHATQC_E2E_ALL ? whole : whole.slice(0, 4000);
        const moved = delayed(lines, seed);
        const file = join(temp_folder(), `${name}.ndjson`);
        writeFileSync(file, moved.join('\n') + '\n');
        await check(file, { rate: 2000, shards: 4, connections: 2, batch: 1, copies: moved.length - lines.length });
    });
}

const built_in_pack = name => fileURLToPath(new URL(`../../rules/packs/${name}`, import.meta.url));

// Two units on the way: back in the past, where much was judged already, and then the first packs again.
for (const [name, pack] of [['zh_day', 'zh-ecommerce'], ['en_twitter', 'en-support']]) {
    for (const shards of [1, 2, 4]) {
        test(`${name}, as a bad network brings it, activations on the way, at first ${shards} shards`, async () => {
            const whole = readFileSync(shared_file(`wire/${name}.ndjson`), 'utf8').split('\n').filter(Boolean);
            const lines = process.env.CHATQC_E2E_ALL ? whole : whole.slice(0, 3000);
            const times = lines.map(line => JSON.parse(line).ts).map(ts => (typeof ts === 'number' ? ts : Date.parse(ts)));
            times.sort((a, b) => a - b);
            const at = part => times[Math.floor(times.length * part)];
            const moved = delayed(lines, seed + shards);
            const file = join(temp_folder(), `${name}.ndjson`);
            writeFileSync(file, moved.join('\n') + '\n');
            const [first, second] = [built_in_pack(pack), short_pack(20_000)];
            const later = [{ folder: second, at: at(0.2) }, { folder: first, at: at(0.5) }]; // prettier-ignore
            const judged_by = new packs(first, later);
            const copies = moved.length - lines.length;
            await check(file, { rate: 2000, shards, connections: 2, batch: 2, copies, kills: 5, judged_by });
        });
    }
}

await run_cases('crash');
