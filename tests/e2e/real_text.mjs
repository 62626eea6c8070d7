// The shipped packs on real text (docs/packs/real-text.md): what they find of lines that people labelled, and how much of
// an ordinary day they flag. Every hit of the day was read; the page holds how many of each rule a fair lead would
// uphold, and this test holds the page. Hits beyond those read count as wrong.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { run as run_cases, test } from './support/cases.mjs';
import { run, temp_folder } from './support/chatqc.mjs';
import { shared_file } from './support/shared_data.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const pack = name => join(root, 'rules/packs', name);
const lines = path => readFileSync(path, 'utf8').split('\n').filter(Boolean);
const ndjson = path => lines(path).map(line => JSON.parse(line));

const yes_share_min = 0.8;
const no_share_max = 0.1;
const wrong_share_max = 0.003; // of agent messages
const evasion_share_max = 0.0005; // of agent messages: hits that only their normal form gives
const nudge_share_max = 0.01; // of sessions

// The rows of the page's table under `heading`: how often a rule hits, and how often it was upheld or read.
function counted(heading) {
    const page = readFileSync(join(root, 'docs/packs/real-text.md'), 'utf8');
    const part = page.split(/^## /m).find(each => each.startsWith(heading));
    assert.ok(part, `no heading ${heading}`);
    const rows = part.matchAll(/^\| `([a-z_.0-9]+)` \| (\d+) \| (\d+) \|/gm);
    return new Map([...rows].map(([, rule, hits, upheld]) => [rule, { hits: +hits, upheld: +upheld }]));
}

async function judged(messages_path, name) {
    const out = join(temp_folder(), 'verdicts.ndjson');
    await run(['replay', messages_path, '--rules', pack(name), '--out', out]);
    return ndjson(out);
}

// Verdicts of phrases and expressions on what agents said: those that show where they hit. Praise flags nobody, what
// is in shadow is shown to nobody, and a promise with a time is no mistake; they have tables of their own.
function content_hits(verdicts, messages) {
    const agent = new Set(messages.filter(m => m.role === 'agent').map(m => `${m.conversation}\n${m.id}`));
    return verdicts.filter(
        v =>
            v.receipt.spans &&
            !v.receipt.due &&
            v.mode === 'live' &&
            v.points <= 0 &&
            agent.has(`${v.conversation}\n${v.anchor}`),
    );
}

function by_rule(hits) {
    const count = new Map();
    for (const hit of hits) count.set(hit.rule, (count.get(hit.rule) ?? 0) + 1);
    return count;
}

function written(messages) {
    const path = join(temp_folder(), 'messages.ndjson');
    writeFileSync(path, messages.map(message => JSON.stringify(message) + '\n').join(''));
    return path;
}

// A file of dialogues as messages; a message's id is its place in its session.
function wire_of(file) {
    const so_far = new Map();
    return ndjson(shared_file(`dialogues/${file}`)).map(({ session, role, text }) => {
        const index = so_far.get(session) ?? 0;
        so_far.set(session, index + 1);
        const ts = 1762790400000 + index * 20000;
        const message = { id: `${index}`, conversation: `${file} ${session}`, ts, role, text };
        return role === 'agent' ? { ...message, sender: 'A' } : message;
    });
}

// Which labelled lines a rule about attitude or compliance flags: [flagged, all] by label, and the wrong ones.
async function labelled() {
    const rows = lines(shared_file('real_examples_labelled.tsv'))
        .slice(1)
        .map(line => line.split('\t'))
        .filter(([category]) => category !== 'urge_payment');
    const files = [...new Set(rows.map(([, , file]) => file))];
    const flagged = new Set(
        (await judged(written(files.flatMap(wire_of)), 'zh-ecommerce'))
            .filter(v => v.receipt.spans && ['attitude', 'compliance'].includes(v.category))
            .map(v => `${v.conversation} ${v.anchor}`),
    );
    const found = { yes: [0, 0], no: [0, 0] };
    const wrong = [];
    for (const [category, label, file, session, index] of rows) {
        const is_flagged = flagged.has(`${file} ${session} ${index}`);
        found[label][0] += is_flagged ? 1 : 0;
        found[label][1] += 1;
        if (is_flagged !== (label === 'yes')) wrong.push(`${category} ${label} ${session} ${index}`);
    }
    return { found, wrong };
}

test('labelled lines', async () => {
    const { found, wrong } = await labelled();
    const [yes, no] = [found.yes, found.no];
    console.log(`      flagged: ${yes[0]} of ${yes[1]} yes, ${no[0]} of ${no[1]} no`);
    for (const each of wrong) console.log(`      wrong: ${each}`);
    assert.ok(yes[0] >= yes_share_min * yes[1]);
    assert.ok(no[0] <= no_share_max * no[1]);
});

// Compares with the page, rule by rule, and bounds what was not upheld.
function check_day(heading, hits, agent_messages) {
    const read = counted(heading);
    const count = by_rule(hits);
    let wrong = 0;
    for (const rule of new Set([...count.keys(), ...read.keys()])) {
        const found = count.get(rule) ?? 0;
        const known = read.get(rule) ?? { hits: 0, upheld: 0 };
        if (found !== known.hits) console.log(`      ${rule}: ${found} hits, ${known.hits} were read`);
        wrong += Math.max(0, found - known.upheld);
    }
    console.log(`      ${hits.length} hits on ${agent_messages} agent messages, ${wrong} not upheld`);
    assert.ok(wrong < wrong_share_max * agent_messages);
    assert.ok(hits.filter(hit => hit.receipt.evasion).length <= evasion_share_max * agent_messages);
    check_counts(read, count);
}

function check_counts(read, count) {
    for (const [rule, { hits }] of read)
        assert.equal(count.get(rule) ?? 0, hits, `${rule}: read its hits again, and write the page`);
}

test('a Chinese day', async () => {
    const path = shared_file('wire/zh_day.ndjson');
    const messages = ndjson(path);
    const verdicts = await judged(path, 'zh-ecommerce');
    const hits = content_hits(verdicts, messages).filter(v => v.rule !== 'nudge.triple');
    check_day('A Chinese day', hits, messages.filter(m => m.role === 'agent').length);
    const nudged = new Set(verdicts.filter(v => v.rule === 'nudge.triple').map(v => v.session));
    const sessions = new Set(messages.map(m => m.conversation)).size; // there are at least as many sessions
    console.log(`      nudge.triple in ${nudged.size} of at least ${sessions} sessions`);
    assert.ok(nudged.size <= nudge_share_max * sessions);
    for (const heading of ['Openings and endings', 'What a chat lacks', 'Promises with a time', 'In shadow'])
        check_counts(counted(heading), by_rule(verdicts));
});

test('an English year', async () => {
    const messages = ndjson(shared_file('wire/en_twitter.ndjson')).map(m => ({ ...m, platform: 'twitter' }));
    const hits = content_hits(await judged(written(messages), 'en-support'), messages);
    check_day('English on Twitter', hits, messages.filter(m => m.role === 'agent').length);
});

await run_cases('real_text');
