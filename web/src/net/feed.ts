// The live feed over WebSocket: connects, resumes after a cut with `since`, waits longer after each failure. Says what
// came and how the connection stands; keeps no verdicts. Sockets and timers are handed in, so tests need no network.
import type { feed_item } from '../model/wire';

export type feed_state =
    | { kind: 'connecting' }
    | { kind: 'live' }
    | { kind: 'waiting'; retry_at: number; reason: '' | 'slow_consumer' }; // page clock, ms

export interface feed_listener {
    item(value: feed_item): void;
    // `resumed`: nothing was missed since the last item; otherwise what is shown must be read anew.
    opened(resumed: boolean): void;
    state(value: feed_state): void;
}

export interface feed_socket {
    onmessage: ((event: { data: unknown }) => void) | null;
    onclose: (() => void) | null;
    close(): void;
}

export interface feed_world {
    connect(since: number | null): feed_socket;
    now(): number;
    after(ms: number, what: () => void): () => void; // gives the way to cancel
    random(): number; // [0, 1)
}

const retry_first = 500; // ms; doubled by each failure, a quarter of it spread at random
const retry_max = 10_000;

interface frame {
    hello?: { position?: number };
    error?: { code?: string };
    position?: number;
    verdict?: feed_item['verdict'];
    incident?: feed_item['incident'];
}

export class feed {
    private socket_: feed_socket | null = null;
    private position_: number | null = null; // everything up to here was told
    private failures_ = 0;
    private reason_: '' | 'slow_consumer' = '';
    private cancel_retry_: (() => void) | null = null;

    constructor(
        private readonly world: feed_world,
        private readonly listener: feed_listener,
    ) {}

    start(): void {
        this.cancel_retry_?.();
        this.cancel_retry_ = null;
        if (this.socket_) return;
        this.listener.state({ kind: 'connecting' });
        const since = this.position_;
        const socket = this.world.connect(since);
        this.socket_ = socket;
        this.reason_ = '';
        socket.onmessage = event => this.take(socket, since, event.data);
        socket.onclose = () => this.closed(socket);
    }

    stop(): void {
        this.cancel_retry_?.();
        this.cancel_retry_ = null;
        const socket = this.socket_;
        this.socket_ = null;
        socket?.close();
    }

    private take(socket: feed_socket, since: number | null, data: unknown): void {
        if (socket !== this.socket_ || typeof data !== 'string') return;
        let value: frame | null;
        try {
            value = JSON.parse(data) as frame | null;
        } catch {
            return; // no frame of ours
        }
        if (value === null || typeof value !== 'object') return;
        if (value.hello) {
            this.failures_ = 0;
            const position = value.hello.position ?? 0;
            // A store that ends before what we have seen is another store.
            const resumed = since !== null && position >= since;
            if (!resumed) this.position_ = position;
            this.listener.state({ kind: 'live' });
            this.listener.opened(resumed);
        } else if (value.error) {
            if (value.error.code === 'position_gone') this.position_ = null;
            if (value.error.code === 'slow_consumer') this.reason_ = 'slow_consumer';
        } else if ((value.verdict || value.incident) && typeof value.position === 'number') {
            if (this.position_ !== null && value.position <= this.position_) return; // told before
            const { position, verdict, incident } = value;
            this.position_ = position;
            this.listener.item({ position, verdict, incident });
        }
    }

    private closed(socket: feed_socket): void {
        if (socket !== this.socket_) return;
        this.socket_ = null;
        const base = Math.min(retry_max, retry_first * 2 ** this.failures_);
        const delay = Math.round(base * (0.75 + 0.25 * this.world.random()));
        this.failures_ += 1;
        this.listener.state({ kind: 'waiting', retry_at: this.world.now() + delay, reason: this.reason_ });
        this.cancel_retry_ = this.world.after(delay, () => this.start());
    }
}

// The feed of the server that served the page.
export const browser_world: feed_world = {
    connect(since) {
        const url = new URL('/v1/live', location.href);
        url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
        if (since !== null) url.searchParams.set('since', String(since));
        return new WebSocket(url, 'chatqc.v1') as unknown as feed_socket;
    },
    now: () => performance.now(),
    after(ms, what) {
        const timer = setTimeout(what, ms);
        return () => clearTimeout(timer);
    },
    random: Math.random,
};
