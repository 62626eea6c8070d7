// Clock times in a shop's zone and durations in words. Pure; the caller says which zone and language.

export const default_zone = 'Asia/Shanghai'; // SPEC §3, until the server names another

export type language = 'zh' | 'en';

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter_of(zone: string): Intl.DateTimeFormat {
    const known = formatters.get(zone);
    if (known) return known;
    let made: Intl.DateTimeFormat;
    const options = {
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
        hourCycle: 'h23',
    } as const;
    try {
        made = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone });
    } catch {
        made = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: default_zone });
    }
    formatters.set(zone, made);
    return made;
}

// { date: "2025-11-11", clock: "10:10:15" }; both "–" for what is no time.
export function local_time(ts: number, zone: string): { date: string; clock: string } {
    if (!Number.isFinite(ts) || Math.abs(ts) > 8.64e15) return { date: '–', clock: '–' };
    const parts = new Map(
        formatter_of(zone)
            .formatToParts(ts)
            .map(part => [part.type, part.value]),
    );
    return {
        date: `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`,
        clock: `${parts.get('hour')}:${parts.get('minute')}:${parts.get('second')}`,
    };
}

// The clock to the millisecond where there is one: what a receipt's sums are made of.
export function exact_clock(ts: number, zone: string): string {
    const milliseconds = ((ts % 1000) + 1000) % 1000;
    const { clock } = local_time(ts, zone);
    return milliseconds === 0 ? clock : `${clock}.${String(milliseconds).padStart(3, '0')}`;
}

export function date_time(ts: number, zone: string): string {
    const { date, clock } = local_time(ts, zone);
    return `${date} ${clock}`;
}

// The clock alone if it is the same local day as `now`, else with month and day.
export function short_time(ts: number, now: number, zone: string): string {
    const { date, clock } = local_time(ts, zone);
    if (date === local_time(now, zone).date) return clock;
    return date.slice(0, 4) === local_time(now, zone).date.slice(0, 4)
        ? `${date.slice(5)} ${clock}`
        : `${date} ${clock}`;
}

// A local day's [from, to) in ms; found by correcting UTC midnight by the zone's offset at that moment.
export function day_range(day: string, zone: string): { from: number; to: number } | null {
    const midnight = (date: string): number => {
        const utc = Date.parse(`${date}T00:00:00Z`);
        if (!Number.isFinite(utc)) return NaN;
        let guess = utc;
        for (let i = 0; i < 2; ++i) {
            const local = local_time(guess, zone);
            guess += utc - Date.parse(`${local.date}T${local.clock}Z`);
        }
        return guess;
    };
    const utc = Date.parse(`${day}T00:00:00Z`);
    if (!Number.isFinite(utc)) return null;
    return { from: midnight(day), to: midnight(new Date(utc + 86_400_000).toISOString().slice(0, 10)) };
}

const units = {
    zh: { d: ' 天', h: ' 小时', m: ' 分', s: ' 秒', ms: ' 毫秒', gap: ' ' },
    en: { d: ' d', h: ' h', m: ' min', s: ' s', ms: ' ms', gap: ' ' },
} as const;

// "7 分 55 秒", "7 min 55 s"; whole seconds, tenths below ten seconds if there are any.
export function duration_words(ms: number, language: language): string {
    const unit = units[language];
    if (!Number.isFinite(ms)) return '–';
    const sign = ms < 0 ? '−' : '';
    const size = Math.abs(ms);
    if (size < 10_000 && size % 1000 !== 0) {
        return size < 100 ? `${sign}${size}${unit.ms}` : `${sign}${Math.round(size / 100) / 10}${unit.s}`;
    }
    const seconds = Math.round(size / 1000);
    const parts: string[] = [];
    if (seconds >= 3600) parts.push(`${Math.floor(seconds / 3600)}${unit.h}`);
    if (seconds >= 60 && seconds % 3600 >= 60) parts.push(`${Math.floor((seconds % 3600) / 60)}${unit.m}`);
    if (seconds % 60 !== 0 || seconds === 0) parts.push(`${seconds % 60}${unit.s}`);
    return sign + parts.join(unit.gap);
}

// "7 分 55.25 秒": nothing rounded away, for sums a person can redo.
export function exact_duration_words(ms: number, language: language): string {
    const size = Math.abs(ms);
    const whole_minutes = Math.floor(size / 60_000) * 60_000;
    const rest = size - whole_minutes;
    if (!Number.isFinite(ms) || rest % 1000 === 0) return duration_words(ms, language);
    const seconds = `${rest / 1000}${units[language].s}`;
    const minutes = whole_minutes === 0 ? '' : duration_words(whole_minutes, language) + units[language].gap;
    return (ms < 0 ? '−' : '') + minutes + seconds;
}

// "7:55", "1:02:03" or, from four days on, "5 天"; for counting down: a started second counts whole while there is time.
export function countdown(ms: number, language: language): string {
    const seconds = ms >= 0 ? Math.ceil(ms / 1000) : Math.floor(-ms / 1000);
    const hours = Math.floor(seconds / 3600);
    if (hours >= 96) return `${Math.floor(hours / 24)}${units[language].d}`;
    const minutes = String(Math.floor((seconds % 3600) / 60)).padStart(hours > 0 ? 2 : 1, '0');
    const rest = `${minutes}:${String(seconds % 60).padStart(2, '0')}`;
    return hours > 0 ? `${hours}:${rest}` : rest;
}
