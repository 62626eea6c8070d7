// Live sources (SPEC §3): deadlines by the clock, sources that are cut off, what comes late or from the future. Times
// are bounded generously where a busy machine may be slow; how long a deadline really took is printed.
import assert from 'node:assert/strict';

import { run as run_cases, test } from './support/cases.mjs';
import { run, server } from './support/chatqc.mjs';
import { open_feed } from './support/feed_client.mjs';
import { ingest_client } from './support/ingest_client.mjs';
import { response_limit, short_pack } from './support/short_pack.mjs';
import { until } from './support/within.mjs';

const lateness = 300; // ms
const grace = 3000; // ms
const slack = 5000; // ms a busy machine may need

const customer = (id, ts, more = {}) => ({
    id, conversation: 'c1', ts, role: 'customer', text: '在吗', shop: 'blue', to: 'ann', ...more,
}); // prettier-ignore
const agent = (id, ts, text = '您好', more = {}) => ({
    id, conversation: 'c1', ts, role: 'agent', sender: 'ann', text, ...more,
}); // prettier-ignore

// A server with short limits, a live source and a feed; `body` gets them. Where a test must do something before the
// deadline or within the grace, these are longer than what it does takes, on a busy machine too.
function live_test(name, body, { limit = response_limit, source_grace = grace } = {}) {
    test(name, async () => {
        const rules = short_pack(limit);
        const args = ['--rules', rules, '--lateness', `${lateness}ms`, '--source-grace', `${source_grace}ms`];
        const one = await server.start({ args });
        const feed = await open_feed(one);
        const source = await ingest_client.open(one, { source: 'shop', clock: 'live' });
        await body({ one, feed, source, limit });
        await one.stop();
    });
}

const is_late = item => item.verdict.rule === 'timeliness.short';

live_test('a deadline fires with no further message', async ({ one, feed, source }) => {
    const ts = Date.now();
    source.send(customer('m1', ts));
    await source.acked();
    const rounds = await until(slack, 'the round is open', async () => {
        const found = (await one.get('/v1/breaches')).rounds; // empty until the lateness has passed
        return found.length > 0 && found;
    });
    assert.equal(rounds.length, 1);
    assert.equal(rounds[0].rule, 'timeliness.short');
    assert.equal(rounds[0].agent, 'ann');
    assert.equal(rounds[0].deadline, ts + response_limit);

    const { verdict, came } = await feed.until('the deadline fires', is_late);
    const due = ts + response_limit;
    console.log(`      seen ${came - due - lateness} ms after deadline + lateness`);
    assert.ok(came >= due + lateness - 20, 'not before its time');
    assert.ok(came <= due + lateness + slack, 'within its time');
    assert.equal(verdict.decided_at, due);
    assert.equal(verdict.status, 'final');
    assert.equal(verdict.agent, 'ann');
    assert.equal(verdict.anchor, 'm1');
    assert.equal(verdict.receipt.wait.deadline, due);
    assert.equal((await one.get('/v1/breaches')).rounds[0].state, 'late');

    source.send(agent('m2', Date.now()));
    const completed = await feed.until('the reply completes it', item => item.verdict.revision === 1);
    assert.equal(completed.verdict.id, verdict.id);
    assert.equal(completed.verdict.reason, 'completed');
    assert.equal(completed.verdict.receipt.wait.reply, 'm2');
    assert.deepEqual((await one.get('/v1/breaches')).rounds, []);
});

live_test('a reply in time leaves nothing to say', async ({ one, feed, source }) => {
    const ts = Date.now() - 10;
    source.send([customer('m1', ts), agent('m2', ts + response_limit)]); // exactly at the limit
    source.send(customer('n1', ts + 5, { conversation: 'c2', shop: 'red' }));
    await feed.until('the other one fires', item => item.verdict.conversation === 'c2');
    assert.ok(!feed.items.some(item => item.verdict.conversation === 'c1'));
    assert.equal((await one.get('/v1/verdicts?conversation=c1')).verdicts.length, 0);
});

live_test('a source that is cut off has its grace', async ({ feed, source }) => {
    const ts = Date.now();
    source.send(customer('m1', ts));
    await source.acked();
    const cut = Date.now();
    source.cut();
    const { came } = await feed.until('the deadline fires', is_late, grace + slack);
    console.log(`      seen ${came - cut - grace} ms after the grace`);
    assert.ok(came >= cut + grace - 20, `${came - cut} ms after the cut`);
}, { limit: 2500 }); // prettier-ignore

live_test('what it brings when it comes back within the grace counts', async ({ one, feed, source, limit }) => {
    const ts = Date.now();
    source.send(customer('m1', ts));
    await source.acked();
    source.cut();
    await until(slack, 'the deadline is past', () => Date.now() > ts + limit + lateness + 200);
    const again = await ingest_client.open(one, { source: 'shop', clock: 'live' });
    again.send(agent('m2', ts + 600));
    again.send(customer('n1', Date.now(), { conversation: 'c2' }));
    await feed.until('a later deadline fires', item => item.verdict.conversation === 'c2', limit + slack);
    assert.ok(!feed.items.some(item => item.verdict.conversation === 'c1'), 'the reply was in time');
}, { limit: 2000, source_grace: 15_000 }); // prettier-ignore

live_test('a clock that is ahead or behind is told', async ({ one, source }) => {
    const skew = async () => (await one.get('/v1/status')).sources.find(each => each.clock === 'live').skew;
    source.send(customer('m1', Date.now() - 20_000));
    await source.acked();
    const status = await one.get('/v1/status');
    assert.ok((await skew()) <= -20_000 && (await skew()) > -20_000 - slack);
    assert.ok(status.notes.includes('source_skew'));
    source.send(customer('m2', Date.now() + 60_000));
    await source.acked();
    assert.ok((await skew()) > 60_000 - slack && (await skew()) <= 60_000);
    assert.match(await one.get('/metrics'), /^chatqc_source_skew_seconds_max (59|60)/m);
});

live_test('a time in the future is refused, its neighbours are not', async ({ one, source }) => {
    const now = Date.now();
    source.send([customer('m1', now), customer('m2', now + 6 * 60_000), agent('m3', now + 4 * 60_000)]);
    const ack = await source.acked();
    assert.deepEqual(ack, { ack: 1, accepted: 2, duplicates: 0 });
    assert.equal(source.errors.length, 1);
    const { message, ...error } = source.errors[0];
    assert.deepEqual(error, { frame: 1, index: 1, id: 'm2', code: 'ts_in_future' });
    assert.match(message, /5 min/);
    assert.ok('error' in source.answers[0], 'said before the ack of its frame');
    const { dead_letters } = await one.get('/v1/dead-letters');
    assert.equal(dead_letters.length, 1);
    assert.equal(dead_letters[0].code, 'ts_in_future');
    assert.equal(dead_letters[0].id, 'm2');
    assert.equal(JSON.parse(dead_letters[0].bytes).id, 'm2');
    assert.equal(dead_letters[0].source, 'shop');
    const listed = await run(['dead-letters', 'list', '--data', one.data, '--json'], { expected: 1 });
    assert.deepEqual(JSON.parse(listed.out), dead_letters[0]);
});

live_test('a late reply takes the verdict back', async ({ one, feed, source }) => {
    const ts = Date.now();
    source.send(customer('m1', ts));
    const { verdict } = await feed.until('the deadline fires', is_late);
    source.send(agent('m2', ts + 400)); // older than what has fired
    const taken = await feed.until('it is taken back', item => item.verdict.status === 'retracted');
    assert.equal(taken.verdict.id, verdict.id);
    assert.equal(taken.verdict.revision, 1);
    assert.equal(taken.verdict.reason, 'late_message');
    assert.equal((await one.get(`/v1/verdicts/${verdict.id}`)).status, 'retracted');
    assert.equal((await one.counters()).recomputed, 1);
    const { out } = await run(['export', 'verdicts', '--data', one.data, '--settled']);
    assert.equal(out, '');
});

live_test('copies are counted, other content under one id is refused', async ({ one, source }) => {
    const now = Date.now();
    source.send(customer('m1', now));
    source.send([customer('m1', now), agent('m2', now + 1), agent('m2', now + 1)]);
    source.send(customer('m1', now, { text: '人呢' }));
    source.send(customer('m1', now + 1));
    const ack = await source.acked();
    assert.deepEqual(ack, { ack: 4, accepted: 2, duplicates: 2 });
    assert.deepEqual(
        source.errors.map(({ frame, index, id, code }) => ({ frame, index, id, code })),
        [3, 4].map(frame => ({ frame, index: 0, id: 'm1', code: 'id_conflict' })),
    );
    const { accepted, duplicates, refused } = await one.counters();
    assert.deepEqual({ accepted, duplicates, refused }, { accepted: 2, duplicates: 2, refused: 2 });
    const { messages } = await one.get('/v1/conversations/c1');
    assert.deepEqual(messages.map(({ id, text }) => [id, text]), [['m1', '在吗'], ['m2', '您好']]); // prettier-ignore
});

live_test('a bad word is shown at once and stands later', async ({ feed, source }) => {
    const ts = Date.now();
    source.send([customer('m1', ts - 10), agent('m2', ts, '你这个笨蛋')]);
    const is_bad = item => item.verdict.rule === 'attitude.bad';
    const first = await feed.until('it is shown', is_bad);
    assert.equal(first.verdict.status, 'provisional');
    assert.equal(first.verdict.revision, 0);
    const final = await feed.until('it stands', item => is_bad(item) && item.verdict.status === 'final');
    assert.ok(final.came >= ts + lateness - 20, 'not before the lateness has passed');
    assert.equal(final.verdict.id, first.verdict.id);
    assert.equal(final.verdict.revision, 0);
    const [span] = final.verdict.receipt.spans;
    assert.equal(Buffer.from('你这个笨蛋').subarray(span.begin, span.end).toString(), '笨蛋');
});

live_test('older than a day is too late', async ({ one, source, feed }) => {
    const now = Date.now();
    const day = 24 * 3600_000;
    source.send(customer('m1', now));
    source.send(agent('m2', now - day - 1, '笨蛋', { conversation: 'old' }));
    source.send(agent('m3', now - day, '笨蛋', { conversation: 'old' }));
    assert.deepEqual(await source.acked(), { ack: 3, accepted: 3, duplicates: 0 });
    const bad = await feed.until('the one in time is judged', item => item.verdict.rule === 'attitude.bad');
    assert.equal(bad.verdict.anchor, 'm3');
    assert.equal((await one.counters()).too_late, 1);
    const ids = out => out.split('\n').filter(Boolean).map(line => JSON.parse(line).id); // prettier-ignore
    const judged = await run(['export', 'messages', '--data', one.data]);
    assert.deepEqual(ids(judged.out), ['m1', 'm3']);
    const all = await run(['export', 'messages', '--data', one.data, '--too-late']);
    assert.deepEqual(ids(all.out), ['m1', 'm2', 'm3']);
    const { messages } = await one.get('/v1/conversations/old');
    assert.deepEqual(messages.filter(one => one.too_late).map(one => one.id), ['m2']); // prettier-ignore
});

live_test('a session ends by the clock', async ({ one, feed, source }) => {
    const ts = Date.now() - 56_000;
    const hurried = { platform: 'hurried' }; // its sessions end after 60 s
    source.send([customer('m1', ts - 20, hurried), agent('m2', ts, '笨蛋')]);
    await source.acked();
    await until(slack, 'it is open', async () => (await one.get('/v1/status')).conversations_open === 1);
    assert.deepEqual((await one.get('/v1/conversations/c1')).sessions, [{ session: 'm1', started: ts - 20, ended: null, tags: [] }]); // prettier-ignore
    await until(4000 + lateness + slack, 'the session ends', async () => {
        const { sessions } = await one.get('/v1/conversations/c1');
        return sessions.length === 1 && sessions[0].ended === ts + 60_000;
    });
    await until(slack, 'it is closed', async () => (await one.get('/v1/status')).conversations_open === 0);
    const { out } = await run(['export', 'verdicts', '--data', one.data, '--settled']);
    assert.equal(JSON.parse(out).anchor, 'm2');
    await feed.until('it stands', item => item.verdict.status === 'final');
    assert.equal(feed.items.at(-1).verdict.status, 'final');
});

await run_cases('live');
