// Filters and views in the URL, there and back.
import { filter_of, is_filtering, no_filter, passes } from '../../web/src/model/filter';
import { route_of, url_of } from '../../web/src/state/route';
import { make_verdict } from './make_verdict';

describe('the URL', () => {
    it('is / without anything', () => expect(url_of({ view: 'live', filter: no_filter })).toBe('/'));
    it('holds any name', () => {
        const filter = {
            ...no_filter,
            shop: '云杉&家居?#',
            agent: 'a=b c',
            level: 'major' as const,
            day: '2025-11-11',
        };
        const url = url_of({ view: 'breaches', filter });
        expect(route_of(url.slice(1))).toMatchObject({ view: 'breaches', filter });
    });
    it('holds a conversation of any id', () => {
        const url = url_of({
            view: 'conversation',
            conversation: 'a/<b>&?#',
            verdict: 'v1',
            filter: no_filter,
        });
        expect(route_of(url.slice(1))).toMatchObject({
            view: 'conversation',
            conversation: 'a/<b>&?#',
            verdict: 'v1',
        });
    });
    it('is the live view where it makes no sense', () => {
        expect(route_of('?view=nonsense').view).toBe('live');
        expect(route_of('?view=conversation').view).toBe('live');
    });
    it('takes no level or day that is none', () => {
        expect(filter_of(new URLSearchParams('level=awful&day=yesterday'))).toEqual(no_filter);
    });
});

describe('a filter', () => {
    const value = make_verdict('v', 1000, { shop: 's', agent: 'a', rule: 'r', level: 'major' });
    it('passes what fits all of it', () => {
        expect(passes(value, no_filter, null)).toBe(true);
        expect(
            passes(
                value,
                { shop: 's', agent: 'a', rule: 'r', level: 'major', day: '' },
                { from: 1000, to: 1001 },
            ),
        ).toBe(true);
    });
    it('stops what fits only some', () => {
        expect(passes(value, { ...no_filter, shop: 's', agent: 'b' }, null)).toBe(false);
        expect(passes(value, { ...no_filter, level: 'minor' }, null)).toBe(false);
    });
    it('is half-open in time', () => {
        expect(passes(value, no_filter, { from: 0, to: 1000 })).toBe(false);
        expect(passes(value, no_filter, { from: 1001, to: 2000 })).toBe(false);
    });
    it('knows when it is one', () => {
        expect(is_filtering(no_filter)).toBe(false);
        expect(is_filtering({ ...no_filter, day: '2025-11-11' })).toBe(true);
    });
});
