// The rows of the live view: order, revisions in place, pages and the feed together, bounds.
import { supersedes, verdict_list } from '../../web/src/model/verdict_list';
import type { verdict } from '../../web/src/model/wire';
import { make_verdict } from './make_verdict';

const all = () => true;
const ids = (list: verdict_list) => list.rows().map(row => row.verdict.id);

function loaded(page: verdict[], next: string | null = null, rows_max = 10, rows_limit = 20): verdict_list {
    const list = new verdict_list(rows_max, rows_limit);
    list.begin_page();
    list.add_page({ verdicts: page, next }, all);
    return list;
}

describe('the feed', () => {
    it('puts the newest decision on top, whatever the order of arrival', () => {
        const list = loaded([]);
        list.apply([make_verdict('b', 20), make_verdict('c', 30), make_verdict('a', 10)], all, 1);
        expect(ids(list)).toEqual(['c', 'b', 'a']);
    });
    it('orders equal times by id', () => {
        const list = loaded([]);
        list.apply([make_verdict('a', 10), make_verdict('c', 10), make_verdict('b', 10)], all, 1);
        expect(ids(list)).toEqual(['c', 'b', 'a']);
    });
    it('shows a revision in the row there is', () => {
        const list = loaded([make_verdict('a', 10, { status: 'provisional' })]);
        const result = list.apply(
            [make_verdict('a', 10, { points: -4, revision: 1, reason: 'completed' })],
            all,
            7,
        );
        expect(result).toEqual({ added: 0, changed: 1, removed: 0, beyond: 0 });
        expect(list.rows()).toHaveLength(1);
        expect(list.rows()[0]).toMatchObject({ changed: 7, verdict: { points: -4, status: 'final' } });
    });
    it('keeps a retracted row, and shows what was retracted before it was seen', () => {
        const list = loaded([make_verdict('a', 10)]);
        list.apply(
            [
                make_verdict('a', 10, { status: 'retracted', revision: 1 }),
                make_verdict('b', 20, { status: 'retracted', revision: 1 }),
            ],
            all,
            1,
        );
        expect(list.rows().map(row => [row.verdict.id, row.verdict.status])).toEqual([
            ['b', 'retracted'],
            ['a', 'retracted'],
        ]);
    });
    it('moves a row whose decision time a revision changed', () => {
        const list = loaded([make_verdict('b', 20), make_verdict('a', 10)]);
        list.apply([make_verdict('a', 30, { revision: 1 })], all, 1);
        expect(ids(list)).toEqual(['a', 'b']);
    });
    it('drops a row that a revision moved out of the filter', () => {
        const of_a1 = (value: verdict) => value.agent === 'a1';
        const list = loaded([make_verdict('a', 10)]);
        const result = list.apply([make_verdict('a', 10, { agent: 'a2', revision: 1 })], of_a1, 1);
        expect(result.removed).toBe(1);
        expect(list.rows()).toEqual([]);
    });
    it('ignores an older statement', () => {
        const list = loaded([make_verdict('a', 10, { revision: 2 })]);
        expect(list.apply([make_verdict('a', 10, { revision: 1 })], all, 1).changed).toBe(0);
    });
    it('gives a new array only when asked to change', () => {
        const list = loaded([make_verdict('a', 10)]);
        const before = list.rows();
        list.apply([make_verdict('b', 20)], all, 1);
        expect(list.rows()).not.toBe(before);
        expect(before).toHaveLength(1);
    });
});

describe('pages and the feed', () => {
    it('does not double what both bring', () => {
        const list = new verdict_list(10, 20);
        list.begin_page();
        list.apply([make_verdict('a', 10)], all, 1);
        list.add_page({ verdicts: [make_verdict('b', 20), make_verdict('a', 10)], next: null }, all);
        expect(ids(list)).toEqual(['b', 'a']);
    });
    it('believes the feed where the page under way is older', () => {
        const list = new verdict_list(10, 20);
        list.begin_page();
        list.apply([make_verdict('a', 10, { status: 'retracted', revision: 1 })], all, 1);
        list.add_page({ verdicts: [make_verdict('a', 10, { status: 'provisional' })], next: null }, all);
        expect(list.rows().map(row => row.verdict.status)).toEqual(['retracted']);
    });
    it('leaves no gap between the feed and the first page', () => {
        const list = new verdict_list(10, 20);
        list.begin_page();
        list.apply([make_verdict('old', 1), make_verdict('new', 90)], all, 1);
        list.add_page({ verdicts: [make_verdict('p', 50), make_verdict('o', 40)], next: 'n' }, all);
        expect(ids(list)).toEqual(['new', 'p', 'o']);
    });
    it('counts what belongs below the window instead of showing it', () => {
        const list = loaded([make_verdict('b', 20)], 'n');
        expect(list.apply([make_verdict('a', 10)], all, 1)).toMatchObject({ added: 0, beyond: 1 });
        expect(ids(list)).toEqual(['b']);
    });
    it('shows anything once history is at its end', () => {
        const list = loaded([make_verdict('b', 20)], null);
        list.apply([make_verdict('a', 10)], all, 1);
        expect(ids(list)).toEqual(['b', 'a']);
    });
    it('asks for the next page by cursor', () => {
        expect(loaded([make_verdict('b', 20)], 'next').begin_page()).toEqual({ cursor: 'next' });
    });
});

describe('bounds', () => {
    const batch = (n: number) => Array.from({ length: n }, (_, i) => make_verdict(`v${1000 + i}`, 1000 + i));

    it('keeps the newest rows of a burst', () => {
        const list = loaded([]);
        list.apply(batch(500), all, 1);
        expect(list.rows()).toHaveLength(10);
        expect(ids(list)[0]).toBe('v1499');
        expect(list.has_more()).toBe(true);
    });
    it('asks by time after rows fell off, the last row included', () => {
        const list = loaded([make_verdict('a', 1)], 'next');
        list.apply(batch(500), all, 1);
        expect(list.begin_page()).toEqual({ to: 1490 + 1 });
    });
    it('holds more when history was loaded, up to its limit', () => {
        const list = loaded(batch(15).reverse(), 'next');
        expect(list.rows()).toHaveLength(15);
        list.apply([make_verdict('z', 9000)], all, 1);
        expect(list.rows()).toHaveLength(15);
        list.begin_page();
        list.add_page(
            { verdicts: Array.from({ length: 30 }, (_, i) => make_verdict(`w${i}`, 500 - i)), next: null },
            all,
        );
        expect(list.rows()).toHaveLength(20);
    });
    it('forgets everything when cleared', () => {
        const list = loaded(batch(5), 'next');
        list.clear();
        expect(list.rows()).toEqual([]);
        expect(list.begin_page()).toEqual({});
    });
});

describe('supersedes', () => {
    const check = (a: Partial<verdict>, b: Partial<verdict>, expected: boolean) =>
        expect(supersedes(make_verdict('a', 1, a), make_verdict('a', 1, b))).toBe(expected);

    it('goes by revision', () => {
        check({ revision: 2, status: 'provisional' }, { revision: 1, status: 'retracted' }, true);
        check({ revision: 1 }, { revision: 2 }, false);
    });
    it('goes by status within a revision', () => {
        check({ status: 'final' }, { status: 'provisional' }, true);
        check({ status: 'provisional' }, { status: 'final' }, false);
    });
    it('takes the same again', () => check({}, {}, true));
});
