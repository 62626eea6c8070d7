// The central promise (SPEC §3) over the whole binary: what a server says in the end is what `chatqc replay` says of the
// same files, byte for byte, whatever the connections, frames, shards and order of arrival.
//   CHATQC_E2E_ALL=1  every combination, not only a covering set
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { run as run_cases, seed, test } from './support/cases.mjs';
import { forget_folder, run, server, temp_folder } from './support/chatqc.mjs';
import { invented, lines_of } from './support/invented.mjs';
import { shared_file } from './support/shared_data.mjs';
import { shuffled } from './support/shuffle.mjs';

const covering = [
    { connections: 1, batch: 1, shards: 1 },
    { connections: 1, batch: 64, shards: 2 },
    { connections: 2, batch: 64, shards: 1 },
    { connections: 2, batch: 1, shards: 2 },
    { connections: 4, batch: 64, shards: 2 },
    { connections: 4, batch: 1, shards: 1 },
];
const all = [1, 2, 4].flatMap(connections =>
    [1, 64].flatMap(batch => [1, 2].map(shards => ({ connections, batch, shards }))),
);
const combinations = process.env.CHATQC_E2E_ALL ? all : covering;

const lines_in = file => readFileSync(file, 'utf8').split('\n').filter(line => line !== '');

async function replayed(files) {
    const folder = temp_folder();
    const out = join(folder, 'replayed.ndjson');
    await run(['replay', ...files, '--out', out]);
    const text = readFileSync(out, 'utf8');
    forget_folder(folder);
    assert.notEqual(text, '', 'replay says something');
    return text;
}

// First line that differs, for people; 20,000 lines in a failure help nobody.
function same_verdicts(actual, expected, what) {
    if (actual === expected) return;
    const got = actual.split('\n');
    const wanted = expected.split('\n');
    const at = wanted.findIndex((line, place) => line !== got[place]);
    assert.fail(
        `${what}: ${got.length - 1} settled verdicts, ${wanted.length - 1} replayed; ` +
            `line ${at + 1} first differs\n  got  ${got[at]}\n  want ${wanted[at]}`,
    );
}

// Sends the files one after the other into one new server and compares; `copies` duplicates are expected in all.
async function check({ files, expected, copies = 0, connections = 1, batch = 64, shards = 1, stopped = false }) {
    const what = `${files.map(file => basename(file))} ${connections} connections, batch ${batch}, ${shards} shards`;
    const one = await server.start({ args: ['--shards', String(shards)] });
    let lines = 0;
    let duplicates = 0;
    for (const file of files) {
        const count = lines_in(file).length;
        const sent = await run([
            'send', file, '--to', one.url, '--json',
            '--connections', String(connections), '--batch', String(batch),
        ]); // prettier-ignore
        const summary = JSON.parse(sent.out);
        assert.equal(summary.sent, count, what);
        assert.equal(summary.acked, count, what);
        assert.equal(summary.refused, 0, what);
        assert.equal(summary.reconnects, 0, what);
        duplicates += summary.duplicates;
        lines += count;
    }
    assert.equal(duplicates, copies, what);
    const counters = await one.counters();
    assert.equal(counters.accepted, lines - copies, what);
    assert.equal(counters.duplicates, copies, what);
    assert.equal(counters.refused, 0, what);
    assert.equal(counters.too_late, 0, what);
    if (stopped) await one.stop();
    const { out } = await run(['export', 'verdicts', '--data', one.data, '--settled']);
    same_verdicts(out, expected, what);
    if (!stopped) await one.stop();
    forget_folder(join(one.data, '..'));
}

function cases(name, files_of) {
    test(`${name}: however it is sent`, async () => {
        const files = files_of();
        const expected = await replayed(files);
        for (const how of combinations) await check({ files, expected, ...how });
        await check({ files, expected, stopped: true }); // and from a store that nobody has open
    });
    test(`${name}: shuffled by up to an hour, with copies`, async () => {
        const files = files_of();
        const expected = await replayed(files);
        const folder = temp_folder();
        let copies = 0;
        const mixed = files.map((file, number) => {
            const lines = lines_in(file);
            const moved = shuffled(lines, seed + number);
            copies += moved.length - lines.length;
            const made = join(folder, `shuffled-${number}.ndjson`);
            writeFileSync(made, moved.join('\n') + '\n');
            return made;
        });
        same_verdicts(await replayed(mixed), expected, 'replay of the shuffled files');
        const hows = process.env.CHATQC_E2E_ALL ? combinations : [combinations[1], combinations[3], combinations[4]];
        for (const how of hows) await check({ files: mixed, expected, copies, ...how });
    });
}

function invented_file() {
    const file = join(temp_folder(), 'invented.ndjson');
    writeFileSync(file, lines_of(invented(seed)));
    return file;
}

cases('invented conversations', () => [invented_file()]);
cases('a Chinese day', () => [shared_file('wire/zh_day.ndjson')]);
cases('English threads', () => [shared_file('wire/en_twitter.ndjson')]);
cases('both, one after the other', () => ['zh_day', 'en_twitter'].map(name => shared_file(`wire/${name}.ndjson`)));

await run_cases('settled');
