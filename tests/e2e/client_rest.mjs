// What an independent client reads over REST: verdicts in pages, conversations, the board, health, metrics.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { skipped, test } from './support/cases.mjs';
import { run, server, temp_folder } from './support/chatqc.mjs';
import { ingest_client } from './support/ingest_client.mjs';
import { until } from './support/within.mjs';
import { customer, judged, sorted } from './support/client_world.mjs';

test('pages of verdicts cover everything once', async () => {
    const { one, feed } = await judged();
    const newest = new Map(feed.items.map(({ verdict }) => [verdict.id, verdict]));
    for (const [order, limit] of [['newest', 7], ['oldest', 7], ['newest', 1000]]) {
        const seen = [];
        let cursor = '';
        do {
            const page = await one.get(`/v1/verdicts?order=${order}&limit=${limit}&cursor=${encodeURIComponent(cursor)}`);
            assert.ok(page.verdicts.length <= limit);
            seen.push(...page.verdicts);
            cursor = page.next;
        } while (cursor);
        assert.deepEqual(sorted(seen.map(one => one.id)), sorted(newest.keys()));
        for (const verdict of seen) assert.deepEqual(verdict, newest.get(verdict.id));
        const direction = order === 'oldest' ? 1 : -1;
        for (let at = 1; at < seen.length; ++at) {
            const by_time = (seen[at].decided_at - seen[at - 1].decided_at) * direction;
            assert.ok(by_time > 0 || (by_time === 0 && seen[at].id !== seen[at - 1].id), `${order} at ${at}`);
        }
    }
    const every = [...newest.values()];
    const charged = every.filter(verdict => verdict.agent); // an empty filter is none
    const middle = charged[charged.length >> 1];
    const filters = [
        [`shop=${middle.shop}`, verdict => verdict.shop === middle.shop],
        [`agent=${middle.agent}`, verdict => verdict.agent === middle.agent],
        [`rule=${middle.rule}`, verdict => verdict.rule === middle.rule],
        [`level=${middle.level}`, verdict => verdict.level === middle.level],
        [`conversation=${middle.conversation}`, verdict => verdict.conversation === middle.conversation],
        [`from=${middle.decided_at}`, verdict => verdict.decided_at >= middle.decided_at],
        [`to=${middle.decided_at}`, verdict => verdict.decided_at < middle.decided_at],
    ];
    for (const [query, is] of filters) {
        const { verdicts } = await one.get(`/v1/verdicts?limit=1000&${query}`);
        assert.deepEqual(sorted(verdicts.map(one => one.id)), sorted(every.filter(is).map(one => one.id)), query);
    }
    assert.deepEqual(await one.get(`/v1/verdicts/${middle.id}`), middle);
    await one.get('/v1/verdicts/0123456789abcdef0123456789abcdef', 404);
    await one.get('/v1/verdicts?limit=0', 400);
    await one.get('/v1/verdicts?cursor=nonsense', 400);
    await one.stop();
});

test('spans point at the phrase in bytes', async () => {
    const { one, messages } = await judged();
    const { verdicts } = await one.get('/v1/verdicts?limit=1000');
    const with_spans = verdicts.filter(verdict => verdict.receipt.spans?.length > 0);
    assert.ok(with_spans.length >= 10, `${with_spans.length} verdicts with spans`);
    for (const verdict of with_spans) {
        const conversation = await one.get(`/v1/conversations/${verdict.conversation}`);
        const expected = messages.filter(one => one.conversation === verdict.conversation);
        assert.deepEqual(conversation.messages.map(one => one.id), expected.map(one => one.id)); // prettier-ignore
        assert.ok(conversation.verdicts.some(one => one.id === verdict.id));
        assert.ok(conversation.sessions.some(one => one.session === verdict.session && one.ended > one.started));
        for (const { message, begin, end } of verdict.receipt.spans) {
            const text = Buffer.from(conversation.messages.find(one => one.id === message).text);
            assert.ok(0 <= begin && begin < end && end <= text.length);
            const part = text.subarray(begin, end);
            assert.ok(Buffer.from(part.toString()).equals(part), 'whole characters');
        }
    }
    const hit = messages.find(one => one.role === 'agent' && one.text.includes('加-微-信'));
    const { verdicts: of_it } = await one.get(`/v1/conversations/${hit.conversation}`);
    const spans = of_it.flatMap(one => one.receipt.spans ?? []).filter(one => one.message === hit.id && one.disguised);
    const parts = spans.map(({ begin, end }) => Buffer.from(hit.text).subarray(begin, end).toString());
    assert.ok(parts.includes('加-微-信'), parts.join());
    await one.get('/v1/conversations/nobody', 404);
    await one.stop();
});

test('what is next to breach', async () => {
    const one = await server.start({ args: ['--lateness', '100ms'] });
    const client = await ingest_client.open(one, { source: 'shop', clock: 'live' });
    const now = Date.now();
    const opened = [0, 20, 10].map(seconds => now - seconds * 1000);
    client.send(opened.map((ts, at) => customer(`m${at}`, { conversation: `b${at}`, ts, shop: at ? 'blue' : 'red' })));
    await client.acked();
    const found = await until(10_000, 'three rounds', async () => {
        const answer = await one.get('/v1/breaches?limit=1000');
        return new Set(answer.rounds.map(round => round.conversation)).size === 3 && answer;
    }); // outside the shop's hours the clocks stand still, but the rounds are there
    for (const round of found.rounds) {
        assert.equal(round.left_ms, round.deadline - found.now);
        assert.ok(['open', 'warn', 'late'].includes(round.state));
        assert.equal(round.opened, opened[Number(round.conversation.slice(1))]);
    }
    const left = found.rounds.map(round => round.left_ms);
    assert.deepEqual(left, [...left].sort((a, b) => a - b));
    const blue = await one.get('/v1/breaches?shop=blue');
    assert.deepEqual(sorted(new Set(blue.rounds.map(round => round.conversation))), ['b1', 'b2']);
    assert.equal((await one.get('/v1/breaches?limit=1')).rounds.length, 1);
    await one.stop();
});

test('health, rules, facets, status', async () => {
    const { one } = await judged();
    await one.get('/healthz');
    await one.get('/readyz');
    const { rules, profiles } = await one.get('/v1/rules');
    assert.ok(rules.length > 5 && profiles.length > 3);
    for (const rule of rules) assert.ok(rule.id && rule.name.zh && rule.level && rule.mode, rule.id);
    const { shops, agents } = await one.get('/v1/facets');
    assert.deepEqual(shops, ['blue', 'red']);
    assert.ok(agents.includes('blue-1') && agents.includes('red-3'));
    const status = await one.get('/v1/status');
    assert.equal(status.conversations_open, 0);
    const [source] = status.sources;
    assert.deepEqual([source.name, source.clock, source.connected, source.ended], ['day', 'recorded', false, true]);
    assert.match(await one.get('/'), /<html/);
    await one.get('/v1/nothing', 404);
    await one.stop();
});

test('reviews are taken line by line, and stand beside the verdicts', async () => {
    const { one } = await judged();
    const { verdicts } = await one.get('/v1/verdicts?limit=2');
    const [first, second] = verdicts;
    const before = (await run(['export', 'verdicts', '--data', one.data, '--settled'])).out;
    const lines = [
        { verdict: first.id, decision: 'dismiss', at: 1000, by: 'li', reason: 'quoted', remark: '顾客原话' },
        { verdict: second.id, decision: 'perhaps' },
        { verdict: second.id, decision: 'confirm', at: 2000, by: 'li' },
    ];
    const answer = await one.post('/v1/reviews', lines.map(line => JSON.stringify(line)).join('\n'));
    assert.equal(answer.accepted, 2);
    assert.deepEqual(answer.problems.map(problem => problem.line), [2]); // prettier-ignore
    const { reviews } = await one.get(`/v1/reviews?conversation=${first.conversation}`);
    assert.deepEqual(reviews.find(review => review.verdict === first.id), lines[0]);
    await one.get('/v1/reviews', 400);
    assert.equal((await run(['export', 'verdicts', '--data', one.data, '--settled'])).out, before);
    const file = join(temp_folder(), 'reviews.ndjson');
    writeFileSync(file, (await run(['export', 'reviews', '--data', one.data])).out);
    await run(['import', 'reviews', file, '--data', one.data], { expected: 2 }); // a server uses it
    await one.stop();
    assert.match((await run(['import', 'reviews', file, '--data', one.data])).out, /^2 reviews taken, 0 not/);
    assert.equal((await run(['export', 'reviews', '--data', one.data])).out.split('\n').length - 1, 2);
});

test('metrics as promtool wants them', async () => {
    const { one, messages } = await judged();
    const text = await one.get('/metrics');
    const value = name => Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1]);
    assert.equal(value('chatqc_messages_accepted_total'), messages.length);
    assert.equal(value('chatqc_messages_duplicate_total'), 0);
    assert.equal(value('chatqc_feed_position'), (await one.get('/v1/status')).position);
    assert.ok(value('chatqc_commits_total') > 0);
    for (const line of text.split('\n')) assert.match(line, /^(#.*|chatqc_[a-z_]+(\{[^}]*\})? [-+0-9.eInfNa]+|)$/);
    assert.doesNotMatch(text, /blue-1|m0-0|"c0"/, 'nobody is named');
    await one.stop();
    const checked = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
    if (checked.error) throw new skipped('there is no promtool; the rest holds');
    assert.equal(checked.status, 0, checked.stdout + checked.stderr);
    assert.equal(checked.stderr + checked.stdout, '');
});
