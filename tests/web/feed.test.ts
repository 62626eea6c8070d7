// The live feed's connection: resuming, waiting, starting over. No network, no waiting.
import { feed, type feed_socket, type feed_state, type feed_world } from '../../web/src/net/feed';
import { make_verdict } from './make_verdict';

class fake_socket implements feed_socket {
    onmessage: ((event: { data: unknown }) => void) | null = null;
    onclose: (() => void) | null = null;
    closed = false;
    close() {
        this.closed = true;
    }
    tell(value: unknown) {
        this.onmessage?.({ data: JSON.stringify(value) });
    }
}

function set_up() {
    const told = { items: [] as number[], opened: [] as boolean[], states: [] as feed_state[] };
    const sockets: { since: number | null; socket: fake_socket }[] = [];
    const timers: { ms: number; what: () => void; cancelled: boolean }[] = [];
    const world: feed_world = {
        connect(since) {
            const socket = new fake_socket();
            sockets.push({ since, socket });
            return socket;
        },
        now: () => 1000,
        after(ms, what) {
            const timer = { ms, what, cancelled: false };
            timers.push(timer);
            return () => {
                timer.cancelled = true;
            };
        },
        random: () => 0,
    };
    const subject = new feed(world, {
        item: value => told.items.push(value.position),
        opened: resumed => told.opened.push(resumed),
        state: value => told.states.push(value),
    });
    const item = (position: number) => ({ position, verdict: make_verdict(`v${position}`, position) });
    const last = () => sockets[sockets.length - 1]!;
    const retry = () => timers[timers.length - 1]!.what();
    subject.start();
    return { subject, told, sockets, timers, item, last, retry };
}

describe('feed', () => {
    it('starts without since, and says so', () => {
        const { told, last } = set_up();
        expect(last().since).toBeNull();
        last().socket.tell({ hello: { position: 41 } });
        expect(told.opened).toEqual([false]);
        expect(told.states.map(state => state.kind)).toEqual(['connecting', 'live']);
    });
    it('tells of incidents as of verdicts, and resumes after them', () => {
        const { told, last, retry } = set_up();
        last().socket.tell({ hello: { position: 41 } });
        last().socket.tell({ position: 42, incident: { change: 'new', id: 'i' } });
        expect(told.items).toEqual([42]);
        last().socket.onclose?.();
        retry();
        expect(last().since).toBe(42);
    });
    it('resumes after the last position told', () => {
        const { told, last, item, retry } = set_up();
        last().socket.tell({ hello: { position: 41 } });
        last().socket.tell(item(42));
        last().socket.tell(item(43));
        last().socket.onclose!();
        retry();
        expect(last().since).toBe(43);
        last().socket.tell({ hello: { position: 45 } });
        last().socket.tell(item(44));
        last().socket.tell(item(45));
        expect(told.opened).toEqual([false, true]);
        expect(told.items).toEqual([42, 43, 44, 45]);
    });
    it('resumes after the hello if nothing came', () => {
        const { last, retry } = set_up();
        last().socket.tell({ hello: { position: 41 } });
        last().socket.onclose!();
        retry();
        expect(last().since).toBe(41);
    });
    it('tells nothing twice', () => {
        const { told, last, item } = set_up();
        last().socket.tell({ hello: { position: 41 } });
        last().socket.tell(item(42));
        last().socket.tell(item(42));
        last().socket.tell(item(41));
        expect(told.items).toEqual([42]);
    });
    it('starts over when the position is gone', () => {
        const { told, last, item, retry } = set_up();
        last().socket.tell({ hello: { position: 41 } });
        last().socket.tell(item(42));
        last().socket.onclose!();
        retry();
        last().socket.tell({ error: { code: 'position_gone', message: 'no longer kept' } });
        last().socket.onclose!();
        retry();
        expect(last().since).toBeNull();
        last().socket.tell({ hello: { position: 9000 } });
        expect(told.opened).toEqual([false, false]);
    });
    it('starts over in another store', () => {
        const { told, last, item, retry } = set_up();
        last().socket.tell({ hello: { position: 500 } });
        last().socket.onclose!();
        retry();
        last().socket.tell({ hello: { position: 3 } });
        last().socket.tell(item(4));
        expect(told.opened).toEqual([false, false]);
        expect(told.items).toEqual([4]);
    });
    it('waits longer after each failure, and not for ever', () => {
        const { timers, last, retry } = set_up();
        for (let i = 0; i < 7; ++i) {
            last().socket.onclose!();
            retry();
        }
        expect(timers.map(timer => timer.ms)).toEqual([375, 750, 1500, 3000, 6000, 7500, 7500]);
        last().socket.tell({ hello: { position: 1 } });
        last().socket.onclose!();
        expect(timers[timers.length - 1]!.ms).toBe(375);
    });
    it('says that it was too slow', () => {
        const { told, last } = set_up();
        last().socket.tell({ hello: { position: 1 } });
        last().socket.tell({ error: { code: 'slow_consumer', message: 'read faster' } });
        last().socket.onclose!();
        expect(told.states[told.states.length - 1]).toEqual({
            kind: 'waiting',
            retry_at: 1375,
            reason: 'slow_consumer',
        });
    });
    it('connects at once when told to, and once', () => {
        const { subject, sockets, timers, last } = set_up();
        last().socket.onclose!();
        subject.start();
        subject.start();
        expect(sockets).toHaveLength(2);
        expect(timers[0]!.cancelled).toBe(true);
    });
    it('ignores what is no frame of the feed', () => {
        const { told, last } = set_up();
        last().socket.onmessage!({ data: 'not json' });
        last().socket.onmessage!({ data: new ArrayBuffer(4) });
        last().socket.tell({ position: 'x', verdict: {} });
        last().socket.tell({ position: 3 });
        last().socket.tell(null);
        expect(told.items).toEqual([]);
    });
    it('is silent once stopped', () => {
        const { subject, told, last, item, timers } = set_up();
        last().socket.tell({ hello: { position: 1 } });
        const { socket } = last();
        subject.stop();
        socket.tell(item(2));
        socket.onclose!();
        expect(socket.closed).toBe(true);
        expect(told.items).toEqual([]);
        expect(timers).toEqual([]);
    });
});
