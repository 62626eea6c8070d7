// What the page asks the server for now and then: rules, filter boxes, status, open rounds. Polls only while visible.
import { computed, effect, signal } from '@preact/signals';

import type { facets, open_round, rule, server_status, tag } from '../model/wire';
import { api_error, read_breaches, read_facets, read_rules, read_status } from '../net/api';
import { rows_now, zone_now } from './live';
import { language_now } from './language';
import { route_now } from './route';

const facets_every = 30_000; // ms
const status_every = 10_000;
const breaches_every = { shown: 2_000, elsewhere: 10_000 };
const rounds_max = 500; // rows asked for

export const rules_now = signal<ReadonlyMap<string, rule>>(new Map());
export const tags_now = signal<ReadonlyMap<string, tag>>(new Map());
export const status_now = signal<server_status>({});
const facets_read = signal<facets>({ shops: [], agents: [] });

export interface breach_reading {
    at: number; // page clock, ms, when it was read
    wall: number; // wall clock, ms, for "last updated"
    rounds: open_round[];
}
export const breaches_now = signal<breach_reading | null>(null);
export const breaches_error = signal<api_error | null>(null);

// In the chosen language, or as the server calls it where it no longer has a name.
function shown(name: rule['name'], id: string): string {
    const other = language_now.value === 'zh' ? name?.en : name?.zh;
    return name?.[language_now.value] || other || id;
}

export const rule_name = (id: string): string => shown(rules_now.value.get(id)?.name, id);
export const tag_name = (tag: string): string => shown(tags_now.value.get(tag)?.name, tag);

// Server's lists and whatever the rows show, sorted: a shop that appeared a second ago can be filtered by.
export const facets_now = computed<facets>(() => {
    const shops = new Set(facets_read.value.shops);
    const agents = new Set(facets_read.value.agents);
    for (const row of rows_now.value) {
        if (row.verdict.shop) shops.add(row.verdict.shop);
        if (row.verdict.agent) agents.add(row.verdict.agent);
    }
    const sorted = (values: Set<string>) =>
        [...values].sort((a, b) => a.localeCompare(b, 'zh', { numeric: true }));
    return { shops: sorted(shops), agents: sorted(agents) };
});

export async function load_rules(): Promise<void> {
    const { rules, tags } = await read_rules();
    rules_now.value = new Map(rules.map(rule => [rule.id, rule]));
    tags_now.value = new Map((tags ?? []).map(one => [one.tag, one]));
}

async function load_facets(): Promise<void> {
    const read = await read_facets();
    facets_read.value = { shops: read.shops ?? [], agents: read.agents ?? [] };
}

async function load_status(): Promise<void> {
    const { unit } = status_now.value;
    status_now.value = await read_status();
    if (unit !== undefined && unit !== status_now.value.unit) await load_rules();
    if (status_now.value.zone) zone_now.value = status_now.value.zone;
}

export async function load_breaches(): Promise<void> {
    const shop = route_now.value.view === 'breaches' ? route_now.value.filter.shop : '';
    try {
        const read = await read_breaches(shop, rounds_max);
        const is_stale = route_now.value.view === 'breaches' && route_now.value.filter.shop !== shop;
        if (is_stale) return;
        breaches_now.value = { at: performance.now(), wall: Date.now(), rounds: read.rounds ?? [] };
        breaches_error.value = null;
    } catch (problem) {
        breaches_error.value =
            problem instanceof api_error ? problem : new api_error('unknown', String(problem));
    }
}

// Calls `what` at once and then `every()` ms after each end, while the page is visible. A failure waits for the next
// turn: the feed's state already tells that the server is away.
function poll(every: () => number, what: () => Promise<void>): () => void {
    let timer = 0;
    let is_running = false;
    const turn = async () => {
        if (is_running) return;
        is_running = true;
        clearTimeout(timer);
        if (!document.hidden) await what().catch(() => undefined);
        is_running = false;
        timer = window.setTimeout(turn, every());
    };
    document.addEventListener('visibilitychange', () => {
        if (!document.hidden) void turn();
    });
    void turn();
    return () => void turn();
}

export function start_polling(): void {
    poll(() => (rules_now.value.size === 0 ? 5_000 : 300_000), load_rules);
    poll(() => facets_every, load_facets);
    poll(() => status_every, load_status);
    const again = poll(
        () => (route_now.value.view === 'breaches' ? breaches_every.shown : breaches_every.elsewhere),
        load_breaches,
    );
    let last = '';
    effect(() => {
        const { view, filter } = route_now.value;
        const next = view === 'breaches' ? `breaches ${filter.shop}` : view;
        if (next !== last && (view === 'breaches' || last.startsWith('breaches'))) again();
        last = next;
    });
}
