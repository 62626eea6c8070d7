// What has been judged can be judged again: `verify` and `backtest` beside a running server, units that become active at a
// start, in the past too, and `replay` with the same times.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { run as run_cases, seed, test } from './support/cases.mjs';
import { run, server, temp_folder } from './support/chatqc.mjs';
import { invented, lines_of } from './support/invented.mjs';
import { shared_file } from './support/shared_data.mjs';
import { short_pack } from './support/short_pack.mjs';

function invented_file() {
    const file = join(temp_folder(), 'invented.ndjson');
    writeFileSync(file, lines_of(invented(seed)));
    return file;
}

const settled = async data => (await run(['export', 'verdicts', '--data', data, '--settled'])).out;
const verify = async (data, expected = 0) =>
    JSON.parse((await run(['verify', '--data', data, '--json'], { expected })).out);

async function judged_again(file) {
    const one = await server.start({ args: ['--shards', '2'] });
    await run(['send', file, '--to', one.url, '--connections', '2']);
    const found = await verify(one.data);
    assert.ok(found.verdicts > 0);
    assert.equal(found.verdicts, (await settled(one.data)).split('\n').length - 1);
    assert.equal(found.sessions_changed + found.changed + found.missing + found.extra, 0);

    const same = JSON.parse((await run(['backtest', '--data', one.data, '--json'])).out);
    assert.equal(same.sessions_before, found.sessions);
    assert.equal(same.sessions_after, found.sessions);
    const draft = ['backtest', '--data', one.data, '--rules', short_pack(), '--json'];
    const other = await run([...draft, '--cores', '1'], { expected: 1 });
    assert.equal((await run([...draft, '--cores', '4'], { expected: 1 })).out, other.out);
    const gone = JSON.parse(other.out).rules.reduce((sum, rule) => sum + rule.gone, 0);
    assert.ok(gone > 0);
    await one.stop();
    assert.equal((await verify(one.data)).sessions, found.sessions);
}

test('invented conversations', async () => judged_again(invented_file()));
test('a Chinese day', async () => judged_again(shared_file('wire/zh_day.ndjson')));

test('a unit that becomes active at a start, in the middle of what has been judged', async () => {
    const file = invented_file();
    const messages = invented(seed);
    const times = messages.map(message => Number(message.ts)).sort((a, b) => a - b);
    const at = String(times[Math.floor(times.length / 2)]);
    const [first, second] = [short_pack(20_000), short_pack(60_000)];

    let one = await server.start({ args: ['--rules', first] });
    await run(['send', file, '--to', one.url]);
    const before = await settled(one.data);
    await one.stop();
    one = await server.start({ data: one.data, args: ['--rules', second, '--at', at, '--shards', '2'] });
    await one.stop();
    const { out } = await run(['replay', file, '--rules', first, `${second}@${at}`]);
    assert.notEqual(out, before);
    assert.equal(await settled(one.data), out);
    await verify(one.data);

    const refused = await run(['serve', '--data', one.data, '--listen', '127.0.0.1:0', '--rules', first, '--at', at], { expected: 2 }); // prettier-ignore
    assert.match(refused.err, /cannot become active then/);
});

test('what cannot be used', async () => {
    await run(['verify', '--data', temp_folder()], { expected: 2 });
    await run(['verify', '--verdict', 'x'], { expected: 2 });
    await run(['backtest', '--data', temp_folder()], { expected: 2 });
    assert.match((await run(['verify', '--help'])).out, /3 if there is no difference/);
});

await run_cases('judged');
