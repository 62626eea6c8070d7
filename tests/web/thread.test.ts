// How a conversation is laid out.
import {
    lay_out,
    may_go_on,
    near_hits,
    sessions_of,
    side_of,
    type thread_message,
} from '../../web/src/model/thread';
import type { conversation, message, verdict } from '../../web/src/model/wire';
import { make_verdict } from './make_verdict';

const text = (id: string, role: string, more: Partial<message> = {}): message => ({
    id,
    ts: 1,
    role,
    kind: 'text',
    text: 'x',
    ...more,
});
const event = (id: string, name: string, more: Partial<message> = {}) =>
    text(id, 'system', { kind: 'event', event: name, text: undefined, ...more });

function talk(messages: message[], verdicts: verdict[] = [], more: Partial<conversation> = {}): conversation {
    return { conversation: 'c', messages, verdicts, ...more };
}

const messages_of = (value: conversation, pointed = '') =>
    lay_out(value, pointed).filter((item): item is thread_message => item.kind === 'message');

describe('side_of', () => {
    const check = (value: message, side: string) => expect(side_of(value)).toBe(side);
    it('has the customer left and the shop right', () => {
        check(text('m', 'customer'), 'left');
        for (const role of ['agent', 'assist', 'bot', 'autoreply']) check(text('m', role), 'right');
    });
    it('has system lines and events in the middle', () => {
        check(text('m', 'system'), 'middle');
        check(text('m', 'customer', { kind: 'event', event: 'order_paid' }), 'middle');
    });
    it('has an edit on its author’s side', () => {
        check(text('m', 'agent', { kind: 'event', event: 'edit' }), 'right');
        check(text('m', 'customer', { kind: 'event', event: 'edit' }), 'left');
    });
});

describe('lay_out', () => {
    const span = (id: string) => ({ message: id, begin: 0, end: 1, phrase: 'x' });

    it('puts spans and anchors on their messages', () => {
        const verdict = make_verdict('v', 1, { anchor: 'b', receipt: { spans: [span('a'), span('b')] } });
        const [a, b] = messages_of(talk([text('a', 'agent'), text('b', 'agent')], [verdict]));
        expect([a!.hits.length, a!.anchored.length]).toEqual([1, 0]);
        expect([b!.hits.length, b!.anchored.length]).toEqual([1, 1]);
    });
    it('marks a retracted verdict only when it is pointed at', () => {
        const verdict = make_verdict('v', 1, {
            status: 'retracted',
            anchor: 'a',
            receipt: { spans: [span('a')] },
        });
        const value = talk([text('a', 'agent')], [verdict]);
        expect(messages_of(value)[0]!.hits).toEqual([]);
        expect(messages_of(value, 'v')[0]!.hits).toHaveLength(1);
    });
    it('marks what was recalled and edited', () => {
        const value = talk([
            text('a', 'agent'),
            text('b', 'agent'),
            event('r', 'recall', { ref: 'a' }),
            text('e', 'agent', { kind: 'event', event: 'edit', ref: 'b' }),
        ]);
        expect(messages_of(value).map(item => [item.recalled, item.edited])).toEqual([
            [true, false],
            [false, true],
            [false, false],
            [false, false],
        ]);
    });
    it('begins each session before its first message', () => {
        const sessions = [
            { session: 'a', started: 1, ended: 2 },
            { session: 'c', started: 3, ended: null },
        ];
        const value = talk(
            [event('o', 'open'), text('a', 'customer'), text('b', 'agent'), text('c', 'customer')],
            [],
            { sessions },
        );
        expect(lay_out(value, '').map(item => item.kind)).toEqual([
            'message',
            'session',
            'message',
            'message',
            'session',
            'message',
        ]);
    });
});

describe('near_hits', () => {
    it('leaves out what is far from a hit, and says how many', () => {
        const many = Array.from({ length: 10 }, (_, i) => text(`m${i}`, 'agent'));
        const items = lay_out(talk(many, [make_verdict('v', 1, { anchor: 'm5' })]), '');
        const kept = near_hits(items, 1).map(item =>
            item.kind === 'skipped' ? item.count : item.kind === 'message' ? item.message.id : 's',
        );
        expect(kept).toEqual([4, 'm4', 'm5', 'm6', 3]);
    });
});

describe('sessions', () => {
    const ended = { session: 'a', started: 1, ended: 100 };

    it('are the ended ones and those that verdicts name', () => {
        const messages = [text('a', 'customer'), text('b', 'customer', { ts: 200 })];
        const value = talk(messages, [make_verdict('v', 1, { session: 'b' })], { sessions: [ended] });
        expect(sessions_of(value)).toEqual([ended, { session: 'b', started: 200, ended: null }]);
    });
    it('may go on while one is open or something was said since', () => {
        expect(may_go_on(talk([text('a', 'customer')]))).toBe(true);
        expect(may_go_on(talk([text('a', 'customer')], [], { sessions: [ended] }))).toBe(false);
        expect(may_go_on(talk([text('b', 'customer', { ts: 200 })], [], { sessions: [ended] }))).toBe(true);
    });
});
