// A stretch of wire between a sender and the server: passes bytes on as they are and reads the acks on their way back,
// so that a test knows exactly what has been acknowledged, and may let an ack get lost.
import net from 'node:net';

const header_end = '\r\n\r\n';

// Whole frames at the front of `bytes` (a server's: not masked, never fragmented here): [{text, end}].
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
        if (bytes.length < begin + length) break;
        const is_text = (bytes[at] & 0x0f) === 1;
        found.push({ text: is_text ? bytes.toString('utf8', begin, begin + length) : '', end: begin + length });
        at = begin + length;
    }
    return found;
}

export class ack_proxy {
    acked = 0; // messages the sender was told of, over all connections; it sends none of them again
    target = 0; // port of the server; 0: nobody there
    // Called with what `acked` will be once the ack is passed on; false keeps it and cuts the connection.
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
        let rest = Buffer.alloc(0);
        let in_header = true;
        let before = 0; // of this connection
        const cut = () => {
            client.destroy();
            upstream.destroy();
        };
        client.on('data', bytes => upstream.write(bytes));
        upstream.on('data', bytes => {
            rest = Buffer.concat([rest, bytes]);
            if (in_header) {
                const end = rest.indexOf(header_end);
                if (end < 0) return;
                client.write(rest.subarray(0, end + header_end.length));
                rest = rest.subarray(end + header_end.length);
                in_header = false;
            }
            let passed = 0;
            for (const { text, end } of frames_of(rest)) {
                if (text.startsWith('{"ack"')) {
                    const { accepted, duplicates } = JSON.parse(text);
                    const now = this.acked + accepted + duplicates - before;
                    if (!this.on_ack(now)) return cut();
                    this.acked = now;
                    before = accepted + duplicates;
                }
                client.write(rest.subarray(passed, end));
                passed = end;
            }
            rest = rest.subarray(passed);
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
