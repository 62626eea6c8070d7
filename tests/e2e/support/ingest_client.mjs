// A client of /v1/ingest that keeps everything it was told, in order.
import { until, within } from './within.mjs';
import { WebSocket } from './web_socket.mjs';

export class ingest_client {
    answers = []; // acks and errors as they came
    frames = 0; // sent
    closed = null; // {code, reason}

    static async open(server, { source = 'default', clock = 'recorded', protocol = 'chatqc.v1', headers } = {}) {
        const made = new ingest_client();
        const url = `${server.socket_url}/v1/ingest?source=${encodeURIComponent(source)}&clock=${clock}`;
        made.socket = new WebSocket(url, protocol, { headers, perMessageDeflate: false });
        made.socket.on('message', bytes => made.answers.push(JSON.parse(bytes.toString())));
        made.socket.on('close', (code, reason) => (made.closed = { code, reason: reason.toString() }));
        await within(
            10_000,
            'the ingest connection opens',
            new Promise((done, fail) => {
                made.socket.once('open', done);
                made.socket.once('error', fail);
            }),
        );
        made.socket.on('error', () => {});
        return made;
    }

    // A message, an array of them, or bytes as they are; hands back the frame's number.
    send(what, options = {}) {
        const is_raw = typeof what === 'string' || Buffer.isBuffer(what);
        this.socket.send(is_raw ? what : JSON.stringify(what), options);
        return ++this.frames;
    }

    get acks() {
        return this.answers.filter(one => 'ack' in one);
    }

    get errors() {
        return this.answers.filter(one => 'error' in one).map(one => one.error);
    }

    // Waits for the ack of everything sent so far; hands back the newest ack.
    async acked(ms = 10_000) {
        const last = () => this.acks.at(-1);
        await until(ms, `the ack of frame ${this.frames}`, () => {
            if (this.closed) throw new Error(`closed: ${JSON.stringify(this.closed)}`);
            return last()?.ack >= this.frames;
        }, 2); // prettier-ignore
        return last();
    }

    // Ends the source and leaves.
    async end() {
        this.send({ end: true });
        const ack = await this.acked();
        await this.close();
        return ack;
    }

    async close() {
        this.socket.close(1000);
        await until(10_000, 'the ingest connection closes', () => this.closed);
    }

    // As a cable that is cut: no close frame.
    cut() {
        this.socket.terminate();
    }
}
