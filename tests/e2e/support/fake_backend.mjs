// A stand-in for `chatqc serve`: the built page, the API of its readers and the live feed, over conversations handed in.
// What the tests steer: publish, cut, forget, refuse. Not the product's server; its own tests hold that.
import { createServer } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join, normalize } from 'node:path';

const require = createRequire(new URL('../../../web/package.json', import.meta.url));
const { WebSocketServer } = require('ws');

const content_types = {
    '.html': 'text/html; charset=utf-8',
    '.js': 'text/javascript; charset=utf-8',
    '.css': 'text/css; charset=utf-8',
    '.svg': 'image/svg+xml',
};
const security = {
    'content-security-policy':
        "default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
};

const newest_first = (a, b) => b.decided_at - a.decided_at || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);

export class fake_backend {
    verdicts = new Map(); // by id
    conversations = new Map(); // by id
    incidents = new Map(); // by id
    rounds = [];
    duties = [];
    rules = [];
    reports = [];
    notes = [];
    rules_problem = undefined;
    log = []; // the feed: {position, verdict} or {position, incident}
    first_kept = 1; // oldest position `since` may follow
    requests = []; // every path asked for, with its query
    refuses = false; // closes new feed connections at once
    page_delay = 0; // ms before /v1/verdicts answers
    sockets = new Set();
    position = 0;

    constructor(dist) {
        this.dist = dist;
        this.server = createServer((request, answer) => this.serve(request, answer));
        this.feed = new WebSocketServer({
            noServer: true,
            handleProtocols: offered => (offered.has('chatqc.v1') ? 'chatqc.v1' : false),
        });
        this.server.on('upgrade', (request, socket, head) => {
            const url = new URL(request.url, 'http://page');
            this.requests.push(url.pathname + url.search);
            if (url.pathname !== '/v1/live' || this.refuses) return socket.destroy();
            return this.feed.handleUpgrade(request, socket, head, client => this.join(client, url));
        });
    }

    async start() {
        await new Promise(done => this.server.listen(0, '127.0.0.1', done));
        return `http://127.0.0.1:${this.server.address().port}`;
    }

    async stop() {
        this.cut();
        this.server.closeAllConnections();
        await new Promise(done => this.server.close(done));
    }

    add(conversation) {
        this.conversations.set(conversation.conversation, conversation);
        for (const verdict of conversation.verdicts) this.verdicts.set(verdict.id, verdict);
    }

    // A new verdict or a revision of one, to the store and to the feed.
    publish(verdict) {
        this.verdicts.set(verdict.id, verdict);
        const known = this.conversations.get(verdict.conversation);
        if (known) known.verdicts = [...known.verdicts.filter(one => one.id !== verdict.id), verdict];
        this.tell({ verdict });
    }

    // `change` as the feed says it: "new", "changed" or "gone".
    publish_incident(incident, change) {
        if (change === 'gone') this.incidents.delete(incident.id);
        else this.incidents.set(incident.id, incident);
        this.tell({ incident: { change, ...incident } });
    }

    tell(what) {
        this.position += 1;
        const item = { position: this.position, ...what };
        this.log.push(item);
        const text = JSON.stringify(item);
        for (const socket of this.sockets) socket.send(text);
    }

    cut() {
        for (const socket of this.sockets) socket.terminate();
        this.sockets.clear();
    }

    join(client, url) {
        const since = url.searchParams.get('since');
        client.send(JSON.stringify({ hello: { position: this.position } }));
        if (since !== null && Number(since) + 1 < this.first_kept) {
            client.send(JSON.stringify({ error: { code: 'position_gone', message: 'no longer kept' } }));
            client.close(1008);
            return;
        }
        if (since !== null) {
            for (const item of this.log) {
                if (item.position > Number(since)) client.send(JSON.stringify(item));
            }
        }
        this.sockets.add(client);
        client.on('close', () => this.sockets.delete(client));
    }

    query(search) {
        const wants = key => search.get(key) ?? '';
        const [cursor_ts, cursor_id] =
            wants('cursor') === '' ? [] : JSON.parse(Buffer.from(wants('cursor'), 'base64url'));
        const limit = Number(wants('limit') || 100);
        const all = [...this.verdicts.values()]
            .filter(one =>
                ['shop', 'agent', 'rule', 'level'].every(key => wants(key) === '' || one[key] === wants(key)),
            )
            .filter(one => wants('from') === '' || one.decided_at >= Number(wants('from')))
            .filter(one => wants('to') === '' || one.decided_at < Number(wants('to')))
            .sort(newest_first)
            .filter(
                one =>
                    cursor_ts === undefined ||
                    newest_first({ decided_at: cursor_ts, id: cursor_id }, one) < 0,
            );
        const verdicts = all.slice(0, limit);
        const last = verdicts[verdicts.length - 1];
        const next =
            all.length > limit
                ? Buffer.from(JSON.stringify([last.decided_at, last.id])).toString('base64url')
                : null;
        return { verdicts, next };
    }

    read(url) {
        const conversation = /^\/v1\/conversations\/([^/]+)$/.exec(url.pathname);
        if (conversation) return this.conversations.get(decodeURIComponent(conversation[1]));
        switch (url.pathname) {
            case '/v1/verdicts':
                return this.query(url.searchParams);
            case '/v1/incidents':
                return {
                    incidents: [...this.incidents.values()].sort((a, b) => b.opened - a.opened),
                    next: null,
                };
            case '/v1/breaches': {
                const shop = url.searchParams.get('shop');
                const rounds = this.rounds.filter(one => !shop || one.shop === shop);
                return {
                    now: Date.now(),
                    rounds: rounds.map(one => ({ ...one, left_ms: one.deadline - Date.now() })),
                };
            }
            case '/v1/duties': {
                const wants = key => url.searchParams.get(key) ?? '';
                const duties = this.duties.filter(
                    one =>
                        ['shop', 'agent'].every(
                            key => wants(key) === '' || one.verdict[key] === wants(key),
                        ) &&
                        (wants('state') === '' || wants('state').split(',').includes(one.state)),
                );
                const limit = Number(wants('limit'));
                return {
                    now: Date.now(),
                    duties: duties.slice(0, limit),
                    next: duties.length > limit ? 'more' : null,
                };
            }
            case '/v1/rules':
                return {
                    rules: this.rules,
                    tags: [{ tag: 'logistics', name: { zh: '物流', en: 'Logistics' } }],
                    profiles: [],
                };
            case '/v1/facets': {
                const all = [...this.verdicts.values()];
                const distinct = key => [...new Set(all.map(one => one[key]))].filter(Boolean).sort();
                return { shops: distinct('shop'), agents: distinct('agent') };
            }
            case '/v1/status':
                return {
                    version: '0.1.0',
                    position: this.position,
                    sources: [],
                    counters: {},
                    conversations_open: 0,
                    notes: this.notes,
                    rules_problem: this.rules_problem,
                };
            case '/v1/reports':
                return { reports: this.reports };
            default:
                return undefined;
        }
    }

    serve(request, answer) {
        const url = new URL(request.url, 'http://page');
        this.requests.push(url.pathname + url.search);
        const json = (status, body) => {
            answer.writeHead(status, { ...security, 'content-type': 'application/json' });
            answer.end(JSON.stringify(body));
        };
        if (url.pathname.startsWith('/v1/')) {
            const body = this.read(url);
            const send = () =>
                json(body ? 200 : 404, body ?? { error: { code: 'not_found', message: 'nothing here' } });
            if (url.pathname === '/v1/verdicts' && this.page_delay > 0) setTimeout(send, this.page_delay);
            else send();
            return;
        }
        const path = join(this.dist, normalize(url.pathname === '/' ? '/index.html' : url.pathname));
        if (!path.startsWith(this.dist) || !existsSync(path)) {
            json(404, { error: { code: 'not_found', message: 'nothing here' } });
            return;
        }
        answer.writeHead(200, {
            ...security,
            'content-type': content_types[extname(path)] ?? 'application/octet-stream',
        });
        answer.end(readFileSync(path));
    }
}
