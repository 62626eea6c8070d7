// Clients of the live feed, by WebSocket and by server-sent events: {hello, items, closed}, where an item is
// {position, verdict} or {position, incident} and carries when it came.
import assert from 'node:assert/strict';

import { until, within } from './within.mjs';
import { WebSocket } from './web_socket.mjs';

class feed_client {
    hello = null; // position when we came
    items = [];
    error = null;
    closed = null;

    take(text, id) {
        const said = JSON.parse(text);
        if (said.hello) this.hello = said.hello.position;
        else if (said.error) this.error = said.error;
        else this.items.push({ ...said, id, came: Date.now() });
    }

    // The first item that `is` holds for, now or within `ms`.
    until(what, is, ms = 10_000) {
        return until(ms, what, () => this.items.find(is), 2);
    }

    opened() {
        return until(10_000, 'the feed says hello', () => this.hello !== null || this.closed, 2);
    }
}

const query_of = query => {
    const text = new URLSearchParams(query).toString();
    return text ? `?${text}` : '';
};

class web_socket_feed extends feed_client {
    static async open(server, query = {}) {
        const made = new web_socket_feed();
        made.socket = new WebSocket(`${server.socket_url}/v1/live${query_of(query)}`, 'chatqc.v1');
        made.socket.on('message', bytes => made.take(bytes.toString()));
        made.socket.on('close', code => (made.closed = code));
        made.socket.on('error', () => {});
        await made.opened();
        return made;
    }

    async close() {
        this.socket.close(1000);
        await until(10_000, 'the feed closes', () => this.closed !== null);
    }
}

class event_feed extends feed_client {
    static async open(server, query = {}, headers = {}) {
        const made = new event_feed();
        made.abort = new AbortController();
        const url = `${server.url}/v1/live/events${query_of(query)}`;
        const asked = fetch(url, { signal: made.abort.signal, headers });
        made.answer = await within(10_000, 'the events begin', asked);
        if (made.answer.status !== 200) throw new Error(`events: ${made.answer.status}`);
        void made.read();
        await made.opened();
        return made;
    }

    async read() {
        const decoder = new TextDecoder();
        let rest = '';
        try {
            for await (const bytes of this.answer.body) {
                rest += decoder.decode(bytes, { stream: true });
                const events = rest.split('\n\n');
                rest = events.pop();
                for (const event of events) this.event(event);
            }
        } catch {
            // aborted, or the server went
        }
        this.closed = true;
    }

    event(text) {
        const fields = new Map();
        for (const line of text.split('\n')) {
            const [, name, value] = /^([a-z]*): ?(.*)$/.exec(line) ?? [];
            if (name) fields.set(name, value);
        }
        if (fields.has('data')) this.take(fields.get('data'), fields.get('id'));
    }

    async close() {
        this.abort.abort();
        await until(10_000, 'the events end', () => this.closed);
    }
}

export const open_feed = (server, query) => web_socket_feed.open(server, query);
export const open_events = (server, query, headers) => event_feed.open(server, query, headers);

// The whole feed of a server that says nothing new meanwhile, held against its promise: every position once, nothing
// said twice, and what is final changes by revisions only (what is provisional may become another guess).
export async function whole_feed(server) {
    const { position } = await server.get('/v1/status');
    const feed = await open_feed(server, { since: 0 });
    await until(30_000, 'the whole feed', () => feed.items.length >= position, 2);
    await feed.close();
    const newest = new Map(); // by verdict
    feed.items.forEach(({ position, verdict }, at) => {
        assert.equal(position, at + 1);
        if (!verdict) return; // an incident: incidents.mjs
        const before = newest.get(verdict.id);
        const both = () => `${JSON.stringify(before)}\n${JSON.stringify(verdict)}`;
        if (before) {
            assert.notDeepEqual(verdict, before, `said twice, the second time at ${position}`);
            const is_open = before.status === 'provisional';
            assert.ok(verdict.revision > before.revision || (is_open && verdict.revision === before.revision), both());
            assert.ok(is_open || verdict.status !== 'provisional' || before.status === 'retracted', both());
        }
        newest.set(verdict.id, verdict);
    });
    return feed.items;
}
