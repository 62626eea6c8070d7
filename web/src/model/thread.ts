// How a conversation is laid out: whose side a message is on, where sessions and days begin, which byte spans and which
// verdicts belong to it. Pure data for view/conversation_view.
import type { byte_range } from './utf8';
import { levels, type conversation, type message, type session, type verdict } from './wire';

export type side = 'left' | 'right' | 'middle';

export interface hit extends byte_range {
    tag: verdict;
}

export interface thread_message {
    kind: 'message';
    message: message;
    side: side;
    hits: hit[]; // byte spans in this message's text
    anchored: verdict[]; // verdicts whose anchor it is
    recalled: boolean;
    edited: boolean;
}

export interface session_mark {
    kind: 'session';
    session: session;
    number: number; // from 1, in order
}

export interface skipped_mark {
    kind: 'skipped';
    first: string; // id of the first message left out
    count: number;
}

export type thread_item = thread_message | session_mark | skipped_mark;

export function side_of(value: message): side {
    if (value.role === 'customer' && value.kind !== 'event') return 'left';
    if (value.role === 'system' || (value.kind === 'event' && value.event !== 'edit')) return 'middle';
    return value.role === 'customer' ? 'left' : 'right';
}

// Gravest first, then by decision; retracted ones last.
export function by_gravity(verdicts: readonly verdict[]): verdict[] {
    const rank = (value: verdict) =>
        (value.status === 'retracted' ? levels.length : 0) + Math.max(0, levels.indexOf(value.level));
    return [...verdicts].sort(
        (a, b) => rank(a) - rank(b) || a.decided_at - b.decided_at || (a.id < b.id ? -1 : 1),
    );
}

// The sessions in order; the server lists the ended ones, an open one is known by its verdicts.
export function sessions_of(value: conversation): session[] {
    const known = new Map((value.sessions ?? []).map(one => [one.session, one]));
    const wanted = new Set(value.verdicts.map(one => one.session ?? ''));
    for (const message of value.messages) {
        if (wanted.has(message.id) && !known.has(message.id)) {
            known.set(message.id, { session: message.id, started: message.ts, ended: null });
        }
    }
    return [...known.values()].sort((a, b) => a.started - b.started || (a.session < b.session ? -1 : 1));
}

// False if every session is known to have ended and nothing was said since: then nothing more will come by itself.
export function may_go_on(value: conversation): boolean {
    const ends = (value.sessions ?? []).map(one => one.ended ?? Infinity);
    const last = value.messages.reduce((ts, one) => Math.max(ts, one.ts), -Infinity);
    return ends.length === 0 || Math.max(...ends) === Infinity || last > Math.max(...ends);
}

// `pointed`: the id of the verdict the reader has chosen; it is highlighted even if retracted.
export function lay_out(value: conversation, pointed: string): (thread_message | session_mark)[] {
    const hits = new Map<string, hit[]>();
    const anchored = new Map<string, verdict[]>();
    for (const verdict of by_gravity(value.verdicts)) {
        if (verdict.status === 'retracted' && verdict.id !== pointed) continue;
        for (const span of verdict.receipt?.spans ?? []) {
            const known = hits.get(span.message) ?? [];
            known.push({ begin: span.begin, end: span.end, tag: verdict });
            hits.set(span.message, known);
        }
        anchored.set(verdict.anchor, [...(anchored.get(verdict.anchor) ?? []), verdict]);
    }
    const touched = (event: string) =>
        new Set(value.messages.filter(one => one.event === event && one.ref).map(one => one.ref));
    const recalled = touched('recall');
    const edited = touched('edit');
    const sessions = new Map(sessions_of(value).map((one, n) => [one.session, { one, number: n + 1 }]));

    const items: (thread_message | session_mark)[] = [];
    for (const message of value.messages) {
        const begins = sessions.get(message.id);
        if (begins) items.push({ kind: 'session', session: begins.one, number: begins.number });
        items.push({
            kind: 'message',
            message,
            side: side_of(message),
            hits: hits.get(message.id) ?? [],
            anchored: anchored.get(message.id) ?? [],
            recalled: recalled.has(message.id),
            edited: edited.has(message.id),
        });
    }
    return items;
}

// Leaves out what is further than `context` messages from a hit or an anchor.
export function near_hits(items: readonly (thread_message | session_mark)[], context: number): thread_item[] {
    const keep = new Set<number>();
    items.forEach((item, at) => {
        if (item.kind !== 'message' || (item.hits.length === 0 && item.anchored.length === 0)) return;
        for (let i = at - context; i <= at + context; ++i) keep.add(i);
    });
    const result: thread_item[] = [];
    let skipped: skipped_mark | null = null;
    items.forEach((item, at) => {
        if (item.kind === 'session' || keep.has(at)) {
            skipped = null;
            result.push(item);
        } else if (skipped) {
            skipped.count += 1;
        } else {
            skipped = { kind: 'skipped', first: item.message.id, count: 1 };
            result.push(skipped);
        }
    });
    return result;
}
