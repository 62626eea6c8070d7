// An independent client against the whole server (SPEC §8): frames and acks, refusals, the feed both ways, REST,
// metrics, a clean stop and the restart after it.
import assert from 'node:assert/strict';

import { run as run_cases, seed, test } from './support/cases.mjs';
import { run, server } from './support/chatqc.mjs';
import { open_events, open_feed } from './support/feed_client.mjs';
import { ingest_client } from './support/ingest_client.mjs';
import { invented, lines_of } from './support/invented.mjs';
import { random } from './support/random.mjs';
import { until } from './support/within.mjs';
import { WebSocket } from './support/web_socket.mjs';
import { check_consecutive, customer, judged, morning, positions, sorted } from './support/client_world.mjs';
import './client_rest.mjs';

test('frames of every shape, acks in order', async () => {
    const one = await server.start();
    const client = await ingest_client.open(one, { source: 'shapes' });
    assert.equal(client.socket.protocol, 'chatqc.v1');
    client.send(JSON.stringify(customer('m1'))); // text
    client.send(Buffer.from(JSON.stringify([customer('m2'), customer('m3')]))); // binary
    client.send('[]');
    const whole = Buffer.from(JSON.stringify([customer('m4', { text: '碎'.repeat(2000) }), customer('m5')]));
    for (let at = 0; at < whole.length; at += 1000) // pieces cut characters in two
        client.socket.send(whole.subarray(at, at + 1000), { binary: false, fin: at + 1000 >= whole.length });
    ++client.frames;
    client.socket.ping();
    client.send(` \n${JSON.stringify(customer('m6', { ts: '2025-11-11T10:00:01.5+08:00' }))}\n`);
    for (let number = 0; number < 300; ++number) client.send(customer(`n${number}`, { ts: morning + number }));
    const last = await client.acked();
    assert.deepEqual(last, { ack: 305, accepted: 306, duplicates: 0 });
    assert.deepEqual(client.errors, []);
    let before = { ack: 0, accepted: 0 };
    for (const ack of client.acks) {
        assert.ok(ack.ack > before.ack && ack.accepted >= before.accepted, 'acks grow');
        before = ack;
    }
    const { messages } = await one.get('/v1/conversations/c1');
    assert.equal(messages.length, 306);
    assert.equal(messages.find(({ id }) => id === 'm4').text.length, 2000);
    assert.equal(messages.find(({ id }) => id === 'm6').ts, morning + 1500);
    await client.end();
    await one.stop();
});

test('what is acked is on the disk', async () => {
    const one = await server.start();
    const client = await ingest_client.open(one);
    client.send(invented(seed, 20));
    const { accepted } = await client.acked();
    await one.kill();
    const { out } = await run(['export', 'messages', '--data', one.data]);
    assert.equal(out.split('\n').length - 1, accepted);
});

const refused = [
    ['bad_json', '{"id":"x1",'],
    ['bad_json', 'what?'],
    ['missing_field', { ...customer('x3'), conversation: undefined }, 'x3'],
    ['missing_field', { ...customer('x4'), text: undefined }, 'x4'],
    ['missing_field', { ...customer('x5'), role: 'agent' }, 'x5'],
    ['missing_field', { ...customer('x6'), kind: 'event' }, 'x6'],
    ['missing_field', { ...customer(''), id: undefined }, null],
    ['wrong_type', { ...customer('x7'), text: 7 }, 'x7'],
    ['wrong_type', { ...customer('x8'), ts: 1.5 }, 'x8'],
    ['wrong_type', { ...customer('x9'), seq: 'one' }, 'x9'],
    ['wrong_type', '"a string"', null],
    ['bad_value', { ...customer('x10'), role: 'boss' }, 'x10'],
    ['bad_value', { ...customer('x11'), ts: '2025-11-11 10:00' }, 'x11'],
    ['too_long', { ...customer('x'.repeat(129)) }, 'x'.repeat(128)],
    ['too_long', { ...customer('x12'), text: 'a'.repeat(64 * 1024 + 1) }, 'x12'],
    ['ts_too_old', { ...customer('x13'), ts: 1762826400 }, 'x13'],
    ['wrong_tenant', { ...customer('x14'), tenant: 'other' }, 'x14'],
    ['invalid_utf8', Buffer.from('{"id":"x15","conversation":"c1","ts":1762826400000,"role":"customer","text":"\xff"}', 'latin1'), null],
]; // prettier-ignore

const bytes_of = what => (Buffer.isBuffer(what) || typeof what === 'string' ? what : JSON.stringify(what));

test('refusals by code, one by one', async () => {
    const one = await server.start();
    const client = await ingest_client.open(one);
    for (const [code, what, id] of refused) {
        const frame = client.send(Buffer.from(bytes_of(what)));
        await client.acked();
        const error = client.errors.at(-1);
        assert.equal(error?.frame, frame, `an answer for ${code}`);
        assert.equal(error.code, code, JSON.stringify(what).slice(0, 100));
        assert.equal(error.index, 0);
        if (id !== undefined) assert.equal(error.id, id);
        assert.match(error.message, /\w/);
    }
    // In the middle of a frame: the neighbours are taken, even where the frame as a whole is no JSON.
    const good = ['y1', 'y2', 'y3', 'y4'].map(id => JSON.stringify(customer(id)));
    const frame = client.send(
        `[${good[0]},${JSON.stringify(customer('z1', { role: 'boss' }))},${good[1]},{"id":"z2" oops},${good[2]},[],${good[3]}]`,
    );
    const ack = await client.acked();
    assert.equal(ack.accepted, 4);
    const mine = client.errors.filter(error => error.frame === frame);
    assert.deepEqual(mine.map(({ index, code }) => [index, code]), [[1, 'bad_value'], [3, 'bad_json'], [5, 'wrong_type']]); // prettier-ignore
    assert.equal(client.answers.at(-1), ack, 'refusals stand before the ack of their frame');

    const counts = await one.counters();
    assert.equal(counts.refused, refused.length + 3);
    assert.equal(counts.accepted, 4);
    const { dead_letters } = await one.get('/v1/dead-letters?limit=1000');
    assert.equal(dead_letters.length, refused.length + 3);
    assert.deepEqual(sorted(new Set(dead_letters.map(({ code }) => code))), sorted(new Set(refused.map(([code]) => code)))); // prettier-ignore
    assert.match(await one.get('/metrics'), /chatqc_messages_refused_total\{code="wrong_tenant"\} 1\n/);
    await one.stop();
});

test('frames that end a connection', async () => {
    const one = await server.start();
    const cases = [
        [1009, client => client.send(Buffer.alloc(8 * 1024 * 1024 + 1, 0x20))],
        [1009, client => client.send(Array.from({ length: 1001 }, (_, at) => customer(`t${at}`)))],
        [1007, client => client.send(Buffer.from('{"id":"\xff"}', 'latin1'), { binary: false })],
    ];
    for (const [code, break_it] of cases) {
        const client = await ingest_client.open(one);
        client.send(customer('m1'));
        await client.acked();
        break_it(client);
        const closed = await until(10_000, `close with ${code}`, () => client.closed);
        assert.equal(closed.code, code);
    }
    assert.equal((await one.get('/v1/conversations/c1')).messages.length, 1);
    const wrong = new WebSocket(`${one.socket_url}/v1/ingest`, 'chatqc.v9');
    const status = await new Promise(done => {
        wrong.on('unexpected-response', (_, answer) => done(answer.statusCode));
        wrong.on('error', () => done('error'));
        wrong.on('open', () => done('open'));
    });
    wrong.terminate();
    assert.ok(status === 400 || status === 'error', `a subprotocol we do not speak: ${status}`);
    await one.stop();
});

test('the newer connection of a name replaces the older', async () => {
    const one = await server.start();
    const first = await ingest_client.open(one, { source: 'same' });
    first.send(customer('m1'));
    await first.acked();
    const second = await ingest_client.open(one, { source: 'same' });
    const closed = await until(10_000, 'the older is closed', () => first.closed);
    assert.deepEqual(closed, { code: 1008, reason: 'replaced' });
    second.send([customer('m1'), customer('m2')]);
    assert.deepEqual(await second.acked(), { ack: 1, accepted: 1, duplicates: 1 });
    await one.stop();
});

test('POST answers as the WebSocket does', async () => {
    const one = await server.start();
    const path = '/v1/messages?source=posts';
    assert.deepEqual(await one.post(path, JSON.stringify(customer('m1'))), { ack: 1, accepted: 1, duplicates: 0, errors: [] }); // prettier-ignore
    const array = await one.post(path, JSON.stringify([customer('m1'), customer('m2'), customer('m3', { role: 'boss' })]));
    assert.deepEqual({ ...array, errors: array.errors.map(({ index, id, code }) => ({ index, id, code })) }, {
        ack: 1, accepted: 1, duplicates: 1, errors: [{ index: 2, id: 'm3', code: 'bad_value' }],
    }); // prettier-ignore
    const lines = `${lines_of([customer('m4'), customer('m2', { text: '别的' })])}nonsense\n{"end":true}\n`;
    const ended = await one.post(path, lines, { type: 'application/x-ndjson' });
    assert.equal(ended.accepted, 1);
    assert.deepEqual(ended.errors.map(({ index, code }) => [index, code]), [[1, 'id_conflict'], [2, 'bad_json']]); // prettier-ignore
    for (const [code, what, id] of refused) {
        const answer = await one.post(path, bytes_of(what));
        assert.equal(answer.errors.length, 1, code);
        assert.equal(answer.errors[0].code, code);
        if (id !== undefined) assert.equal(answer.errors[0].id, id);
    }
    const too_many = Array.from({ length: 1001 }, (_, at) => customer(`t${at}`));
    assert.equal((await one.post(path, JSON.stringify(too_many), { status: 413 })).error.code, 'too_many');
    const held = await ingest_client.open(one, { source: 'held' });
    await one.post('/v1/messages?source=held', JSON.stringify(customer('h1')), { status: 409 });
    await held.close();
    assert.equal((await one.get('/v1/conversations/c1')).messages.length, 3);
    await one.stop();
});

test('the feed has neither gap nor duplicate, from wherever it begins', async () => {
    const { one, feed, position } = await judged({ args: ['--shards', '2'] });
    assert.equal(feed.hello, 0);
    check_consecutive(feed, 0, position, 'from the start');
    const dice = new random(seed);
    for (const since of [0, position, dice.below(position), dice.below(position)]) {
        const again = await open_feed(one, { since });
        const events = await open_events(one, { since });
        await until(10_000, `since ${since}`, () => [again, events].every(({ items }) => items.length >= position - since), 2); // prettier-ignore
        check_consecutive(again, since, position, `since ${since}`);
        check_consecutive(events, since, position, `events since ${since}`);
        assert.deepEqual(again.items.map(one => one.verdict), feed.items.slice(since).map(one => one.verdict)); // prettier-ignore
        assert.ok(events.items.every(item => item.id === String(item.position)), 'an event is named by its position');
        await again.close();
        await events.close();
    }
    const resumed = await open_events(one, {}, { 'last-event-id': String(position - 3) });
    await until(10_000, 'after the last event id', () => resumed.items.length >= 3, 2);
    check_consecutive(resumed, position - 3, position, 'Last-Event-ID');
    await resumed.close();
    await one.stop();
    await until(10_000, 'the feed is closed', () => feed.closed);
    assert.equal(feed.closed, 1001);
});

test('while it is written, backlog and live items join', async () => {
    const one = await server.start();
    const client = await ingest_client.open(one, { source: 'day' });
    const messages = invented(seed, 150);
    const feeds = [];
    for (let at = 0; at < messages.length; at += 20) {
        client.send(messages.slice(at, at + 20));
        if (feeds.length < 12) {
            const since = feeds.length === 0 ? 0 : Math.max(0, (feeds[0].items.at(-1)?.position ?? 0) - 5);
            feeds.push(Object.assign(await (feeds.length % 2 ? open_events : open_feed)(one, { since }), { since }));
        }
    }
    await client.end();
    const { position } = await one.get('/v1/status');
    for (const feed of feeds) {
        await feed.until('all', item => item.position === position);
        check_consecutive(feed, feed.since, position, `since ${feed.since}`);
    }
    await one.stop();
});

test('filters of the feed', async () => {
    const { one, feed } = await judged();
    const all = feed.items.map(item => item.verdict);
    const filters = [
        [{ shop: 'blue' }, verdict => verdict.shop === 'blue'],
        [{ level: 'major,critical' }, verdict => ['major', 'critical'].includes(verdict.level)],
        [{ agent: 'red-1', level: 'minor' }, verdict => verdict.agent === 'red-1' && verdict.level === 'minor'],
        [{ rule: all[0].rule }, verdict => verdict.rule === all[0].rule],
        [{ shop: 'nobody' }, () => false],
    ];
    for (const [query, is] of filters) {
        const some = await open_feed(one, { since: 0, ...query });
        const expected = feed.items.filter(item => is(item.verdict)).map(item => item.position);
        await until(10_000, JSON.stringify(query), () => some.items.length >= expected.length, 2);
        assert.deepEqual(positions(some), expected, JSON.stringify(query));
        await some.close();
    }
    await one.get('/v1/live/events?level=huge', 400);
    await one.get('/v1/live/events?since=soon', 400);
    await one.stop();
});

test('SIGTERM: all that was taken is acked and stored', async () => {
    const one = await server.start({ args: ['--shards', '2'] });
    const client = await ingest_client.open(one, { source: 'busy' });
    const feed = await open_feed(one);
    for (let number = 0; number < 400; ++number)
        client.send(Array.from({ length: 50 }, (_, at) => customer(`m${number}-${at}`, { conversation: `c${number}`, ts: morning + at * 1000 }))); // prettier-ignore
    await until(10_000, 'the first ack', () => client.acks.length > 0, 1);
    const took = await one.stop();
    console.log(`      took ${took.toFixed(0)} ms`);
    assert.ok(took < 10_000);
    await until(5000, 'the connections are closed', () => client.closed && feed.closed);
    assert.equal(client.closed.code, 1001);
    assert.equal(feed.closed, 1001);
    const acked = client.acks.at(-1);
    assert.equal(acked.accepted, acked.ack * 50);
    const { out } = await run(['export', 'messages', '--data', one.data]);
    assert.equal(out.split('\n').length - 1, acked.accepted, 'exactly what was acked');
});

test('after a restart copies are known and the feed goes on', async () => {
    const { one, messages, position, feed } = await judged();
    const verdicts = await one.get('/v1/verdicts?limit=1000');
    await one.stop();
    const again = await server.start({ data: one.data, args: ['--shards', '3'] });
    assert.equal((await again.get('/v1/status')).position, position, 'nothing new is said');
    assert.deepEqual(await again.get('/v1/verdicts?limit=1000'), verdicts);
    const live = await open_feed(again);
    assert.equal(live.hello, position);
    const client = await ingest_client.open(again, { source: 'another name' });
    for (let at = 0; at < messages.length; at += 100) client.send(messages.slice(at, at + 100));
    const ack = await client.acked();
    assert.deepEqual([ack.accepted, ack.duplicates], [0, messages.length]);
    client.send([{ ...messages[0], text: '改了' }]);
    await client.acked();
    assert.equal(client.errors.at(-1).code, 'id_conflict');
    assert.equal((await again.get('/v1/status')).position, position, 'copies say nothing');

    client.send([
        customer('k1', { conversation: 'new' }),
        { id: 'k2', conversation: 'new', ts: morning + 9000, role: 'agent', sender: 'ann', text: '加微信聊' },
    ]);
    await client.end();
    const { position: after } = await again.get('/v1/status');
    assert.ok(after > position);
    const since = await open_feed(again, { since: position - 2 });
    await until(10_000, 'over the restart', () => since.items.length >= after - position + 2, 2);
    check_consecutive(since, position - 2, after, 'over the restart');
    assert.deepEqual(since.items.slice(0, 2).map(one => one.verdict), feed.items.slice(-2).map(one => one.verdict)); // prettier-ignore
    await live.until('over the restart, live', item => item.position === after);
    assert.deepEqual(positions(live), positions(since).slice(2));
    await again.stop();
});

await run_cases('client');
