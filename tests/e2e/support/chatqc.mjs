// The binary under test: its commands, and servers of their own folder and port. Whatever is started or written here
// is gone when the test ends. CHATQC names the binary.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { within } from './within.mjs';

export const binary = process.env.CHATQC ?? '';
if (!existsSync(binary)) {
    console.error(`CHATQC must name the binary to test; there is no "${binary}"`);
    process.exit(2);
}

const children = new Set();
const folders = new Set();
process.on('exit', () => {
    for (const child of children) child.kill('SIGKILL');
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

export function temp_folder() {
    const made = mkdtempSync(join(tmpdir(), 'chatqc-e2e-'));
    folders.add(made);
    return made;
}

export function forget_folder(folder) {
    rmSync(folder, { recursive: true, force: true });
    folders.delete(folder);
}

// A started command: `out` and `err` as text so far, `ended` its {code, signal}.
export function start(args, { input, env = {} } = {}) {
    const child = spawn(binary, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    const made = { child, out: '', err: '', ended: null };
    children.add(child);
    child.stdout.setEncoding('utf8');
    child.stderr.setEncoding('utf8');
    child.stdout.on('data', text => (made.out += text));
    child.stderr.on('data', text => (made.err += text));
    child.stdin.on('error', () => {}); // it may end before it has read everything
    if (input !== undefined) child.stdin.end(input);
    made.ended = new Promise((done, fail) => {
        child.on('error', fail);
        child.on('close', (code, signal) => {
            children.delete(child);
            done({ code, signal });
        });
    });
    return made;
}

// Runs a command to its end and hands back {code, out, err}; `expected` is the exit status it must have.
export async function run(args, { input = '', expected = 0, timeout = 60_000 } = {}) {
    const one = start(args, { input });
    const { code, signal } = await within(timeout, `chatqc ${args.join(' ')}`, one.ended).catch(problem => {
        one.child.kill('SIGKILL');
        throw problem;
    });
    if (expected !== null && code !== expected)
        throw new Error(`chatqc ${args.join(' ')}: exit ${code ?? signal}, not ${expected}\n${one.out}${one.err}`);
    return { code, out: one.out, err: one.err };
}

export class server {
    // `data`: its folder (a new one if none is given); `port`: 0 takes a free one; `reports`: the hour of the daily
    // report, "" for never; `args`: further options; `env`: further variables.
    static async start({ data = join(temp_folder(), 'data'), port = 0, reports = '', args = [], env = {} } = {}) {
        const made = new server();
        made.data = data;
        const listen = `127.0.0.1:${port}`;
        made.process = start(['serve', '--data', data, '--listen', listen, '--report-time', reports, ...args], { input: '', env });
        made.port = await within(60_000, 'the server starts', made.printed_port()).catch(problem => {
            made.process.child.kill('SIGKILL');
            throw new Error(`${problem.message}\n${made.process.out}${made.process.err}`);
        });
        made.url = `http://127.0.0.1:${made.port}`;
        made.socket_url = `ws://127.0.0.1:${made.port}`;
        return made;
    }

    printed_port() {
        return new Promise((done, fail) => {
            const look = () => {
                const found = /^messages: .*:(\d+)\//m.exec(this.process.out);
                if (found) done(Number(found[1]));
            };
            this.process.child.stdout.on('data', look);
            this.process.ended.then(({ code }) => fail(new Error(`serve ended with ${code}`)), fail);
        });
    }

    // A GET whose answer must have `status`; JSON is parsed.
    async get(path, status = 200) {
        const answer = await fetch(this.url + path, { signal: AbortSignal.timeout(15_000) });
        const text = await answer.text();
        if (answer.status !== status) throw new Error(`GET ${path}: ${answer.status}, not ${status}: ${text}`);
        return /json/.test(answer.headers.get('content-type') ?? '') ? JSON.parse(text) : text;
    }

    async post(path, body, { status = 200, type = 'application/json' } = {}) {
        const answer = await fetch(this.url + path, {
            method: 'POST',
            body,
            headers: { 'content-type': type },
            signal: AbortSignal.timeout(15_000),
        });
        const text = await answer.text();
        if (answer.status !== status) throw new Error(`POST ${path}: ${answer.status}, not ${status}: ${text}`);
        return JSON.parse(text);
    }

    counters() {
        return this.get('/v1/status').then(status => status.counters);
    }

    // SIGTERM; the exit status must be 0. Hands back how long it took (ms).
    async stop() {
        const start = performance.now();
        this.process.child.kill('SIGTERM');
        const { code, signal } = await within(15_000, 'the server stops', this.process.ended);
        if (code !== 0) throw new Error(`serve ended with ${code ?? signal}:\n${this.process.err}`);
        return performance.now() - start;
    }

    // As a power cut of the process; what it wrote stays with the kernel.
    async kill() {
        this.process.child.kill('SIGKILL');
        await within(15_000, 'the server dies', this.process.ended);
    }
}
