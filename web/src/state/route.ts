// Where the page is: kept in the URL's query, so that every view and filter is a link. `/` is the live view.
import { signal } from '@preact/signals';

import { add_filter, filter_of, no_filter, type filter } from '../model/filter';

export type view = 'live' | 'conversation' | 'breaches' | 'duties' | 'incidents' | 'reports';

export interface route {
    view: view;
    filter: filter;
    conversation: string; // of view conversation
    verdict: string; // the one to point at there, or ""
}

const views: readonly view[] = ['live', 'conversation', 'breaches', 'duties', 'incidents', 'reports'];

export function route_of(search: string): route {
    const query = new URLSearchParams(search);
    const conversation = query.get('conversation') ?? '';
    const wanted = views.find(known => known === query.get('view')) ?? 'live';
    return {
        view: wanted === 'conversation' && conversation === '' ? 'live' : wanted,
        filter: filter_of(query),
        conversation,
        verdict: query.get('verdict') ?? '',
    };
}

export function url_of(value: Partial<route>): string {
    const query = new URLSearchParams();
    if (value.view && value.view !== 'live') query.set('view', value.view);
    if (value.filter) add_filter(query, value.filter);
    if (value.view === 'conversation' && value.conversation) {
        query.set('conversation', value.conversation);
        if (value.verdict) query.set('verdict', value.verdict);
    }
    const text = query.toString();
    return text === '' ? '/' : `/?${text}`;
}

const start = typeof location === 'undefined' ? '' : location.search;
export const route_now = signal<route>(route_of(start));

// A conversation, with one of its verdicts to point at, under the filters of now.
export function conversation_url(conversation: string, verdict = ''): string {
    return url_of({ view: 'conversation', conversation, verdict, filter: route_now.value.filter });
}

export function go(url: string, replace = false): void {
    if (replace) history.replaceState(null, '', url);
    else history.pushState(null, '', url);
    route_now.value = route_of(location.search);
}

export function set_filter(value: filter): void {
    go(url_of({ ...route_now.value, filter: value }), true);
}

export function clear_filter(): void {
    set_filter(no_filter);
}

export function follow_history(): void {
    window.addEventListener('popstate', () => {
        route_now.value = route_of(location.search);
    });
}

// A click on a link of ours changes the view without loading the page; modified clicks stay the browser's.
export function follow(event: MouseEvent): void {
    const link = (event.currentTarget as Element).closest('a');
    if (!link || event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(link.getAttribute('href') ?? '/');
}
