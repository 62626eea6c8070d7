// What the independent client's tests share: a morning, a customer, and a server that has judged something.
import assert from 'node:assert/strict';

import { server } from './chatqc.mjs';
import { open_feed } from './feed_client.mjs';
import { ingest_client } from './ingest_client.mjs';
import { invented } from './invented.mjs';
import { seed } from './cases.mjs';
import { until } from './within.mjs';

export const morning = Date.parse('2025-11-11T10:00:00+08:00');
export const customer = (id, more = {}) => ({ id, conversation: 'c1', ts: morning, role: 'customer', text: '在吗', ...more });
export const sorted = list => [...list].sort((a, b) => (a < b ? -1 : 1));
export const positions = feed => feed.items.map(item => item.position);

export function check_consecutive(feed, from, to, what) {
    const expected = Array.from({ length: to - from }, (_, at) => from + 1 + at);
    assert.deepEqual(positions(feed), expected, what);
}

// A server that has taken the invented conversations, and its feed from the beginning.
export async function judged({ args = [], conversations = 60 } = {}) {
    const one = await server.start({ args });
    const feed = await open_feed(one);
    const client = await ingest_client.open(one, { source: 'day' });
    const messages = invented(seed, conversations);
    for (let at = 0; at < messages.length; at += 50) client.send(messages.slice(at, at + 50));
    await client.end();
    const { position } = await one.get('/v1/status');
    await feed.until('the feed has all', item => item.position === position);
    return { one, feed, messages, position };
}
