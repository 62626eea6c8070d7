// Where an incident leads, and its time in words.
import { filter_of_incident, span_words } from '../../web/src/model/incident';
import type { incident } from '../../web/src/model/wire';

const zone = 'Asia/Shanghai';
const at = (text: string) => Date.parse(`${text}+08:00`);

function make(more: Partial<incident>): incident {
    return {
        id: 'i',
        rule: 'burst',
        level: 'major',
        of: 'bad',
        by: 'shop',
        key: 's1',
        first: at('2025-11-11T10:05:12'),
        last: at('2025-11-11T10:21:40'),
        count: 3,
        ...more,
    };
}

describe('incident', () => {
    it('leads to the verdicts of its rule, key and day', () => {
        expect(filter_of_incident(make({}), zone)).toEqual({
            shop: 's1',
            agent: '',
            rule: 'bad',
            level: '',
            day: '2025-11-11',
        });
        expect(filter_of_incident(make({ by: 'agent', key: 'ann' }), zone)).toMatchObject({
            shop: '',
            agent: 'ann',
        });
        expect(filter_of_incident(make({ by: 'platform' }), zone)).toMatchObject({ shop: '', agent: '' });
    });
    it('over midnight no day holds all of them', () => {
        const over = make({ last: at('2025-11-12T00:01:00') });
        expect(filter_of_incident(over, zone).day).toBe('');
        expect(span_words(over, zone)).toBe('2025-11-11 10:05:12–2025-11-12 00:01:00');
    });
    it('says its time once a day', () => {
        expect(span_words(make({}), zone)).toBe('2025-11-11 10:05:12–10:21:40');
    });
});
