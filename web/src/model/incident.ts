// Where an incident leads, and its time in words.
import { no_filter, type filter } from './filter';
import { local_time } from './time';
import type { incident } from './wire';

// What the live view shows of its verdicts: it filters by shop or agent and by one day.
export function filter_of_incident(value: incident, zone: string): filter {
    const [first, last] = [local_time(value.first, zone).date, local_time(value.last, zone).date];
    return {
        ...no_filter,
        rule: value.of,
        shop: value.by === 'shop' ? value.key : '',
        agent: value.by === 'agent' ? value.key : '',
        day: first === last ? first : '',
    };
}

// "10:05:12–10:21:40"; a day where they have another.
export function span_words(value: incident, zone: string): string {
    const [first, last] = [local_time(value.first, zone), local_time(value.last, zone)];
    const end = first.date === last.date ? last.clock : `${last.date} ${last.clock}`;
    return `${first.date} ${first.clock}–${end}`;
}
