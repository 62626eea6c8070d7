// What the live view shows: the filter, its place in the URL, and whether a verdict passes it. No state here.
import { levels, type level, type verdict } from './wire';

export interface filter {
    shop: string;
    agent: string;
    rule: string;
    level: level | '';
    day: string; // YYYY-MM-DD of decided_at in the page's zone, or ""
}

export const no_filter: filter = { shop: '', agent: '', rule: '', level: '', day: '' };

const day_pattern = /^\d{4}-\d{2}-\d{2}$/;

export function filter_of(query: URLSearchParams): filter {
    const wanted_level = query.get('level') ?? '';
    const wanted_day = query.get('day') ?? '';
    return {
        shop: query.get('shop') ?? '',
        agent: query.get('agent') ?? '',
        rule: query.get('rule') ?? '',
        level: levels.find(known => known === wanted_level) ?? '',
        day: day_pattern.test(wanted_day) ? wanted_day : '',
    };
}

export function add_filter(query: URLSearchParams, value: filter): void {
    for (const key of ['shop', 'agent', 'rule', 'level', 'day'] as const) {
        if (value[key] !== '') query.set(key, value[key]);
    }
}

export function same_filter(a: filter, b: filter): boolean {
    return (
        a.shop === b.shop &&
        a.agent === b.agent &&
        a.rule === b.rule &&
        a.level === b.level &&
        a.day === b.day
    );
}

export function is_filtering(value: filter): boolean {
    return !same_filter(value, no_filter);
}

// `range` is the day of the filter in ms, half-open.
export function passes(value: verdict, wanted: filter, range: { from: number; to: number } | null): boolean {
    return (
        (wanted.shop === '' || value.shop === wanted.shop) &&
        (wanted.agent === '' || value.agent === wanted.agent) &&
        (wanted.rule === '' || value.rule === wanted.rule) &&
        (wanted.level === '' || value.level === wanted.level) &&
        (range === null || (value.decided_at >= range.from && value.decided_at < range.to))
    );
}
