// Clock times and durations as people read them.
import {
    countdown,
    date_time,
    day_range,
    duration_words,
    local_time,
    short_time,
} from '../../web/src/model/time';

const noon = Date.UTC(2025, 10, 11, 4, 0, 0); // 12:00 in Shanghai

describe('local time', () => {
    it('is the shop’s', () => {
        expect(date_time(noon, 'Asia/Shanghai')).toBe('2025-11-11 12:00:00');
        expect(date_time(noon, 'America/New_York')).toBe('2025-11-10 23:00:00');
    });
    it('writes midnight as 00', () => {
        expect(local_time(Date.UTC(2025, 10, 10, 16), 'Asia/Shanghai')).toEqual({
            date: '2025-11-11',
            clock: '00:00:00',
        });
    });
    it('falls back where the zone is unknown', () => {
        expect(date_time(noon, 'Nowhere/At_all')).toBe('2025-11-11 12:00:00');
    });
    it('has no time for no number', () => {
        expect(local_time(NaN, 'Asia/Shanghai').clock).toBe('–');
        expect(local_time(1e17, 'Asia/Shanghai').clock).toBe('–');
    });
    it('is as short as it can be', () => {
        expect(short_time(noon, noon + 60_000, 'Asia/Shanghai')).toBe('12:00:00');
        expect(short_time(noon, noon + 86_400_000, 'Asia/Shanghai')).toBe('11-11 12:00:00');
        expect(short_time(noon, noon + 400 * 86_400_000, 'Asia/Shanghai')).toBe('2025-11-11 12:00:00');
    });
});

describe('day_range', () => {
    const check = (day: string, zone: string, hours: number, from: string) => {
        const range = day_range(day, zone)!;
        expect(new Date(range.from).toISOString()).toBe(from);
        expect((range.to - range.from) / 3_600_000).toBe(hours);
    };
    it('is the shop’s day', () => check('2025-11-11', 'Asia/Shanghai', 24, '2025-11-10T16:00:00.000Z'));
    it('follows the change of clocks', () => {
        check('2025-03-09', 'America/New_York', 23, '2025-03-09T05:00:00.000Z');
        check('2025-11-02', 'America/New_York', 25, '2025-11-02T04:00:00.000Z');
    });
    it('is none for no day', () => expect(day_range('2025-99-99', 'Asia/Shanghai')).toBeNull());
});

describe('duration_words', () => {
    const check = (ms: number, zh: string, en: string) => {
        expect(duration_words(ms, 'zh')).toBe(zh);
        expect(duration_words(ms, 'en')).toBe(en);
    };
    it('says minutes and seconds', () => check(475_000, '7 分 55 秒', '7 min 55 s'));
    it('leaves out what is zero', () => check(180_000, '3 分', '3 min'));
    it('says hours', () => check(3_605_000, '1 小时 5 秒', '1 h 5 s'));
    it('says nothing as zero seconds', () => check(0, '0 秒', '0 s'));
    it('keeps tenths of short ones', () => check(1_500, '1.5 秒', '1.5 s'));
    it('keeps a millisecond', () => check(1, '1 毫秒', '1 ms'));
    it('carries a sign', () => check(-61_000, '−1 分 1 秒', '−1 min 1 s'));
});

describe('countdown', () => {
    const check = (ms: number, expected: string) => expect(countdown(ms, 'zh')).toBe(expected);
    it('counts a started second', () => check(1, '0:01'));
    it('is at zero at the limit', () => check(0, '0:00'));
    it('counts whole seconds over', () => check(-1_999, '0:01'));
    it('counts hours', () => check(3_723_000, '1:02:03'));
    it('counts days of what was left behind', () => check(-96 * 3_600_000, '4 天'));
});
