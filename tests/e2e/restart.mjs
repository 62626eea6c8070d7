// Stopped in the middle and started again: conversations, open rounds, deadlines, the feed and the duplicate check go on
// as if nothing had happened, and nothing is said twice.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { run as run_cases, seed, test } from './support/cases.mjs';
import { run, server, temp_folder } from './support/chatqc.mjs';
import { whole_feed } from './support/feed_client.mjs';
import { ingest_client } from './support/ingest_client.mjs';
import { invented, lines_of } from './support/invented.mjs';
import { random } from './support/random.mjs';
import { short_pack } from './support/short_pack.mjs';
import { until } from './support/within.mjs';

const bare = items => items.map(({ position, verdict }) => ({ position, verdict }));

test('open rounds and their deadlines', async () => {
    const limit = 6000; // ms; time enough to stop the server before it, on a busy machine too
    const args = ['--rules', short_pack(limit), '--lateness', '300ms', '--source-grace', '30s'];
    let one = await server.start({ args });
    const { data } = one;
    let source = await ingest_client.open(one, { source: 'shop', clock: 'live' });
    const ts = Date.now();
    const customer = (conversation, at = ts) => ({
        id: `q-${conversation}`, conversation, ts: at, role: 'customer', text: '在吗', shop: 'blue', to: 'ann',
    }); // prettier-ignore
    const reply = (conversation, at, id = `r-${conversation}`, text = '您好') => ({
        id, conversation, ts: at, role: 'agent', sender: 'ann', text,
    }); // prettier-ignore
    source.send(['never', 'late', 'in_time'].map(name => customer(name)));
    source.send([customer('bad'), reply('bad', ts + 1, 'r-bad', '笨蛋')]);
    await source.acked();
    const before = await until(10_000, 'the rounds are open', async () => {
        const { rounds } = await one.get('/v1/breaches');
        const bad = (await one.get('/v1/verdicts?rule=attitude.bad')).verdicts;
        return rounds.length === 3 && bad[0]?.status === 'final' && rounds;
    });
    const feed_before = await whole_feed(one);
    const sessions_before = (await one.get('/v1/conversations/bad')).sessions;
    assert.deepEqual(sessions_before, [{ session: 'q-bad', started: ts, ended: null, tags: [] }]);
    await one.stop();

    one = await server.start({ data, args: [...args, '--shards', '2'] });
    source = await ingest_client.open(one, { source: 'shop', clock: 'live' });
    source.send([reply('in_time', ts + limit), reply('bad', ts + 2, 'r2-bad', '你才是笨蛋')]);
    source.send(customer('in_time')); // sent again
    assert.deepEqual(await source.acked(), { ack: 2, accepted: 2, duplicates: 1 });
    assert.deepEqual(bare(await whole_feed(one)).slice(0, feed_before.length), bare(feed_before));
    assert.equal((await one.get('/v1/conversations/bad')).sessions[0].session, 'q-bad');
    const fired = await until(limit + 20_000, 'the deadlines fire', async () => {
        const { verdicts } = await one.get('/v1/verdicts?rule=timeliness.short');
        return verdicts.length === 2 && verdicts;
    });
    for (const verdict of fired) {
        assert.ok(['never', 'late'].includes(verdict.conversation));
        assert.equal(verdict.decided_at, ts + limit);
        assert.equal(verdict.revision, 0);
        assert.equal(verdict.receipt.wait.opened, ts);
    }
    const { rounds } = await one.get('/v1/breaches');
    assert.deepEqual(rounds.map(({ conversation, opened, deadline, state }) => [conversation, opened, deadline, state]),
        before.filter(round => round.conversation !== 'in_time').map(round => [round.conversation, round.opened, round.deadline, 'late'])); // prettier-ignore
    await one.stop();

    // What was decided before a restart is completed, or taken back, after it.
    one = await server.start({ data, args });
    assert.equal((await one.get('/v1/breaches')).rounds.length, 2);
    source = await ingest_client.open(one, { source: 'shop', clock: 'live' });
    const now = Date.now();
    source.send([reply('never', now), reply('late', ts + 100)]);
    await source.acked();
    const items = await until(20_000, 'both are amended', async () => {
        const found = await whole_feed(one);
        return found.filter(item => item.verdict.revision === 1).length === 2 && found;
    });
    const amended = Object.fromEntries(items.filter(item => item.verdict.revision === 1).map(({ verdict }) => [verdict.conversation, verdict])); // prettier-ignore
    assert.deepEqual([amended.never.status, amended.never.reason], ['final', 'completed']);
    assert.equal(amended.never.receipt.wait.replied, now);
    assert.deepEqual([amended.late.status, amended.late.reason], ['retracted', 'late_message']);
    const bad = items.filter(item => item.verdict.rule === 'attitude.bad' && item.verdict.status === 'final');
    assert.deepEqual(bad.map(item => item.verdict.anchor), ['r-bad', 'r2-bad']); // prettier-ignore
    assert.deepEqual((await one.get('/v1/breaches')).rounds, []);
    await one.stop();
});

test('a day in pieces: the same verdicts, the feed in one piece', async () => {
    const dice = new random(seed);
    const messages = invented(seed, 120);
    const file = join(temp_folder(), 'day.ndjson');
    writeFileSync(file, lines_of(messages));
    const cuts = Array.from({ length: 5 }, () => dice.below(messages.length)).sort((a, b) => a - b);
    console.log(`      stopped after ${cuts.join(', ')} of ${messages.length}`);
    const data = join(temp_folder(), 'data');
    let sent = 0;
    let feed = [];
    for (const cut of [...cuts, messages.length]) {
        const one = await server.start({ data, args: ['--shards', String(1 + dice.below(3))] });
        assert.deepEqual(bare(await whole_feed(one)), feed, 'a start says nothing');
        const source = await ingest_client.open(one, { source: 'day' });
        const again = Math.max(0, sent - 20); // what a client whose ack was lost sends again
        for (let at = again; at < cut; at += 25) source.send(messages.slice(at, Math.min(at + 25, cut)));
        if (cut === messages.length) source.send({ end: true });
        const { accepted, duplicates } = (await source.acked()) ?? { accepted: 0, duplicates: 0 };
        assert.deepEqual([accepted, duplicates], [cut - sent, sent - again]);
        sent = cut;
        await one.stop();
        const offline = await server.start({ data });
        feed = bare(await whole_feed(offline));
        await offline.stop();
    }
    const settled = await run(['export', 'verdicts', '--data', data, '--settled']);
    const replayed = await run(['replay', file]);
    assert.equal(settled.out, replayed.out);
});

await run_cases('restart');
