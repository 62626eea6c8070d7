// A token file (SPEC §2, §8): each token has its tenant and its rights, and sees nothing of other tenants.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { run as run_cases, seed, test } from './support/cases.mjs';
import { run, server, temp_folder } from './support/chatqc.mjs';
import { ingest_client } from './support/ingest_client.mjs';
import { invented, lines_of } from './support/invented.mjs';

const tokens = [
    ['blue-all', 'blue', 'ingest,read'],
    ['blue-in', 'blue', 'ingest'],
    ['red-all', 'red', 'ingest,read'],
];

const bearer = token => ({ authorization: `Bearer ${token}` });

test('tenants and rights', async () => {
    const folder = temp_folder();
    const file = join(folder, 'tokens.txt');
    const hash = token => createHash('sha256').update(token).digest('hex');
    writeFileSync(file, tokens.map(([token, tenant, rights]) => `${hash(token)} ${tenant} ${rights}\n`).join(''));
    const day = join(folder, 'day.ndjson');
    const messages = invented(seed, 20);
    writeFileSync(day, lines_of(messages));
    const one = await server.start({ args: ['--tokens', file] });
    const status = async (path, headers) => (await fetch(one.url + path, { headers })).status;
    const get = async (path, token) => (await fetch(one.url + path, { headers: bearer(token) })).json();

    assert.equal(await status('/v1/verdicts'), 401);
    assert.equal(await status('/v1/verdicts', bearer('nonsense')), 401);
    assert.equal(await status('/v1/verdicts', bearer('blue-in')), 403);
    assert.equal(await status('/healthz'), 200);
    assert.equal(await status('/metrics'), 401);
    await assert.rejects(ingest_client.open(one, { source: 'nobody' }), /401/);

    const refused = await run(['send', day, '--to', one.url, '--token', 'nonsense'], { expected: 1 });
    assert.match(refused.err, /401/);
    await run(['send', day, '--to', one.url, '--token', 'blue-in']);
    assert.equal((await get('/v1/verdicts', 'red-all')).verdicts.length, 0);
    await run(['send', day, '--to', one.url, '--token', 'red-all']); // the same ids, another tenant
    for (const token of ['blue-all', 'red-all']) {
        const { sources, counters } = await get('/v1/status', token);
        assert.deepEqual(sources.map(source => source.name), ['day']); // prettier-ignore
        assert.equal(counters.duplicates, 0);
        const { verdicts } = await get('/v1/verdicts?limit=1000', token);
        assert.ok(verdicts.length > 0);
        assert.ok(verdicts.every(verdict => verdict.tenant === token.slice(0, -4)));
        const other = await get(`/v1/verdicts/${verdicts[0].id}`, token === 'blue-all' ? 'red-all' : 'blue-all');
        assert.equal(other.error.code, 'not_found');
    }
    const client = await ingest_client.open(one, { source: 'wrong', headers: bearer('blue-all') });
    client.send({ ...messages[0], id: 'new', tenant: 'red' });
    assert.equal((await client.acked()).accepted, 0);
    assert.equal(client.errors[0].code, 'wrong_tenant');
    assert.equal((await get('/v1/dead-letters', 'blue-all')).dead_letters.length, 1);
    assert.equal((await get('/v1/dead-letters', 'red-all')).dead_letters.length, 0);
    await one.stop();

    const settled = await run(['export', 'verdicts', '--data', one.data, '--settled']);
    const of = tenant => settled.out.split('\n').filter(line => line.includes(`"tenant":"${tenant}"`)).join('\n') + '\n'; // prettier-ignore
    for (const tenant of ['blue', 'red'])
        assert.equal(of(tenant), (await run(['replay', day, '--tenant', tenant])).out, tenant);
});

test('without a token file only this machine is let in', async () => {
    const { err } = await run(['serve', '--data', join(temp_folder(), 'data'), '--listen', '0.0.0.0:0'], { expected: 2 });
    assert.match(err, /--tokens/);
});

await run_cases('tokens');
