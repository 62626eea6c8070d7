// A stretch of wire between a sender and the server: passes bytes on as they are, reads the messages on their way up and
// the acks on their way back, so that a test knows exactly which messages have been acknowledged, and may let an ack get
// lost. (Counts would not do: a sender whose connection breaks may never have read the last ack that was passed on, and
// sends those messages once more.)
import net from 'node:net';

const header_end = '\r\n\r\n';
const binary_opcode = 2; // below it: a text frame, or one that goes on a message

// RFC 6455 §5.2: whole frames at the front of `bytes`: [{opcode, fin, payload, end}].
function frames_of(bytes) {
    const found = [];
    let at = 0;
    while (bytes.length - at >= 2) {
        let length = bytes[at + 1] & 0x7f;
        let begin = at + 2;
        if (length === 126) {
            if (bytes.length < begin + 2) break;
            length = bytes.readUInt16BE(begin);
            begin += 2;
        } else if (length === 127) {
            if (bytes.length < begin + 8) break;
            length = Number(bytes.readBigUInt64BE(begin));
            begin += 8;
        }
        const masked = bytes[at + 1] & 0x80;
        const mask = masked ? bytes.subarray(begin, begin + 4) : null;
        if (masked) begin += 4;
        if (bytes.length < begin + length) break;
        const payload = Buffer.from(bytes.subarray(begin, begin + length));
        if (mask) for (let i = 0; i < length; ++i) payload[i] ^= mask[i & 3];
        found.push({ opcode: bytes[at] & 0x0f, fin: (bytes[at] & 0x80) !== 0, payload, end: begin + length });
        at = begin + length;
    }
    return found;
}

// One direction of a connection: what came so far, without the HTTP header.
class direction {
    #rest = Buffer.alloc(0);
    #in_header = true;
    #parts = []; // of a message whose last frame has not come

    // [{text, bytes}] of what `more` completes: `text` of a whole message, otherwise ''.
    read(more) {
        this.#rest = Buffer.concat([this.#rest, more]);
        const found = [];
        if (this.#in_header) {
            const end = this.#rest.indexOf(header_end);
            if (end < 0) return found;
            found.push({ text: '', bytes: this.#take(end + header_end.length) });
            this.#in_header = false;
        }
        const frames = frames_of(this.#rest);
        let begin = 0;
        for (const { opcode, fin, payload, end } of frames) {
            let text = '';
            if (opcode <= binary_opcode) {
                this.#parts.push(payload);
                if (fin) text = Buffer.concat(this.#parts.splice(0)).toString('utf8');
            }
            found.push({ text, bytes: this.#rest.subarray(begin, end) });
            begin = end;
        }
        this.#take(begin);
        return found;
    }

    #take(length) {
        const taken = this.#rest.subarray(0, length);
        this.#rest = this.#rest.subarray(length);
        return taken;
    }
}

// What makes a message the same one.
export const key_of = ({ conversation, id }) => `${conversation} ${id}`;

// Of what one frame holds: a message, an array of them, or no message but {"end":true}.
const keys_of = text => [JSON.parse(text)].flat().filter(one => one.id).map(key_of);

export class ack_proxy {
    acked = new Set(); // keys of the messages whose ack was passed on, over all connections
    target = 0; // port of the server; 0: nobody there
    // Called with how many messages will have been acknowledged once an ack is passed on; false keeps it and cuts the
    // connection.
    on_ack = () => true;

    async listen() {
        this.server = net.createServer(client => this.connect(client));
        await new Promise(done => this.server.listen(0, '127.0.0.1', done));
        this.port = this.server.address().port;
        return this;
    }

    connect(client) {
        if (!this.target) return client.destroy();
        const upstream = net.connect(this.target, '127.0.0.1');
        const up = new direction();
        const down = new direction();
        const sent = []; // keys of each frame of messages that no ack has named, from frame `named` + 1
        let named = 0;
        const cut = () => {
            client.destroy();
            upstream.destroy();
        };
        client.on('data', bytes => {
            for (const { text } of up.read(bytes)) if (text) sent.push(keys_of(text));
            upstream.write(bytes);
        });
        upstream.on('data', bytes => {
            for (const { text, bytes: frame } of down.read(bytes)) {
                if (text.startsWith('{"ack"')) {
                    const { ack } = JSON.parse(text);
                    const keys = sent.splice(0, ack - named).flat();
                    named = ack;
                    const fresh = new Set(keys.filter(key => !this.acked.has(key)));
                    if (!this.on_ack(this.acked.size + fresh.size)) return cut();
                    for (const key of fresh) this.acked.add(key);
                }
                client.write(frame);
            }
        });
        client.on('end', () => upstream.end());
        upstream.on('end', () => client.end());
        for (const socket of [client, upstream]) {
            socket.on('error', cut);
            socket.on('close', cut);
        }
    }

    close() {
        this.server.close();
    }
}
