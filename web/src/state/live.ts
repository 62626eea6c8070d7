// Joins feed, batches, history and filter into the rows of the live view. The only owner of the feed; other views
// learn from `touched` which conversations have news.
import { computed, effect, signal, untracked } from '@preact/signals';

import { passes, same_filter, type filter } from '../model/filter';
import { day_range, default_zone } from '../model/time';
import { verdict_list, type row } from '../model/verdict_list';
import type { verdict } from '../model/wire';
import { api_error, read_verdicts } from '../net/api';
import { batcher, browser_frames } from '../net/batcher';
import { browser_world, feed, type feed_state } from '../net/feed';
import { incidents_changed } from './incidents';
import { route_now } from './route';

const page_rows = 100; // rows a page of history
const rows_max = 2_000; // rows the feed alone may fill
const rows_limit = 10_000; // rows with history loaded by hand
const batch_max = 1_000; // items applied at once when no frame comes
const rate_window = 60_000; // ms

const list = new verdict_list(rows_max, rows_limit);

export const zone_now = signal(default_zone); // until the server names another
export const connection = signal<feed_state>({ kind: 'connecting' });
export const rows_now = signal<readonly row[]>([]);
export const history = signal<{ loading: boolean; loaded: boolean; has_more: boolean; at_limit: boolean }>({
    loading: false,
    loaded: false,
    has_more: false,
    at_limit: false,
});
export const history_error = signal<api_error | null>(null);
export const beyond = signal(0); // came since the list was read, but belong below it
export const recent_rate = signal(0); // items of the feed in the last minute
export const touched = signal<ReadonlySet<string>>(new Set()); // conversations of the latest batch
export const begun = signal(0); // times the feed began anew: what was said before, it does not tell
export const limits = { rows_limit };

// Frozen rows while the reader has paused the list; revisions still show in place.
export const frozen = signal<readonly row[] | null>(null);
export const rows_shown = computed<readonly row[]>(() => {
    const now = rows_now.value;
    return frozen.value === null ? now : frozen.value.map(row => list.find(row.verdict.id) ?? row);
});
export const held_back = computed(() => {
    if (frozen.value === null) return 0;
    const known = new Set(frozen.value.map(row => row.verdict.id));
    return rows_now.value.reduce((n, row) => (known.has(row.verdict.id) ? n : n + 1), 0);
});

let wanted: filter = route_now.value.filter;
let range: { from: number; to: number } | null = null;
let generation = 0; // of the list's content; answers to older questions are dropped
const arrivals: { at: number; n: number }[] = [];

const is_wanted = (value: verdict) => passes(value, wanted, range);

function publish(): void {
    rows_now.value = list.rows();
    history.value = {
        ...history.value,
        loaded: list.is_loaded(),
        has_more: list.has_more(),
        at_limit: list.rows().length >= list.rows_limit,
    };
}

export function count_recent(): void {
    const since = performance.now() - rate_window;
    while (arrivals.length > 0 && arrivals[0]!.at < since) arrivals.shift();
    recent_rate.value = arrivals.reduce((sum, arrival) => sum + arrival.n, 0);
}

const batches = new batcher<verdict>(browser_frames, batch_max, batch => {
    const now = performance.now();
    const last = arrivals[arrivals.length - 1];
    if (last && now - last.at < 1_000) last.n += batch.length;
    else arrivals.push({ at: now, n: batch.length });
    count_recent();
    const result = list.apply(batch, is_wanted, now);
    if (result.beyond > 0) beyond.value += result.beyond;
    if (result.added + result.changed + result.removed > 0) publish();
    touched.value = new Set(batch.map(value => value.conversation));
});

export async function load_more(): Promise<void> {
    if (history.value.loading) return;
    const asked = generation;
    history.value = { ...history.value, loading: true };
    history_error.value = null;
    try {
        const page = await read_verdicts(wanted, list.begin_page(), range, page_rows);
        if (asked !== generation) return;
        list.add_page(page, is_wanted);
        beyond.value = 0;
    } catch (problem) {
        if (asked !== generation) return;
        list.fail_page();
        history_error.value =
            problem instanceof api_error ? problem : new api_error('unknown', String(problem));
    }
    history.value = { ...history.value, loading: false };
    publish();
}

// Reads the newest rows anew; what the feed brings meanwhile is merged in.
export function reload(): void {
    generation += 1;
    batches.flush();
    list.clear();
    frozen.value = null;
    beyond.value = 0;
    history.value = { loading: false, loaded: false, has_more: false, at_limit: false };
    publish();
    void load_more();
}

export function toggle_pause(): void {
    frozen.value = frozen.value === null ? list.rows() : null;
}

const live_feed = new feed(browser_world, {
    item: value => {
        if (value.verdict) batches.push(value.verdict);
        if (value.incident) incidents_changed();
    },
    opened: resumed => {
        if (!resumed) incidents_changed();
        if (!resumed || !list.is_loaded()) reload();
        if (!resumed) begun.value += 1;
    },
    state: value => {
        connection.value = value;
    },
});

export const reconnect = () => live_feed.start();

export function start_live(): void {
    effect(() => {
        const next = route_now.value.filter;
        const next_range = next.day === '' ? null : day_range(next.day, zone_now.value);
        const is_same = same_filter(next, wanted) && next_range?.from === range?.from;
        wanted = next;
        range = next_range;
        if (!is_same) untracked(reload);
    });
    window.addEventListener('online', () => live_feed.start());
    setInterval(count_recent, 5_000);
    live_feed.start();
    void load_more(); // history shows even where the feed cannot connect; its hello reads again
}
