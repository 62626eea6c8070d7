// Promises with a time as the duties view shows them; read while it is shown.
import { signal } from '@preact/signals';

import type { duty } from '../model/wire';
import { api_error, read_duties } from '../net/api';
import { route_now } from './route';

// Which of them; '' is what somebody must still see to.
export const duty_choices = ['', 'overdue', 'kept', 'settled', 'all'] as const;
export type duty_choice = (typeof duty_choices)[number];
const states_of: Record<duty_choice, string> = {
    '': 'open,overdue',
    overdue: 'overdue',
    kept: 'kept,kept_late',
    settled: 'settled',
    all: '',
};

export const duties_every = 30_000; // ms
const page_rows = 200; // more with each "more"
export const duty_rows_max = 1000; // the server's

export interface duty_reading {
    duties: duty[];
    has_more: boolean;
}

export const duty_choice_now = signal<duty_choice>('');
export const duty_rows_now = signal(page_rows);
export const duties_now = signal<duty_reading | null>(null);
export const duties_error = signal<api_error | null>(null);

export function choose_duties(choice: duty_choice): void {
    duty_choice_now.value = choice;
    duty_rows_now.value = page_rows;
}

export function more_duties(): void {
    duty_rows_now.value = Math.min(duty_rows_now.value + page_rows, duty_rows_max);
}

export async function load_duties(): Promise<void> {
    const { shop, agent } = route_now.value.filter;
    const states = states_of[duty_choice_now.value];
    const limit = duty_rows_now.value;
    const is_stale = () =>
        route_now.value.filter.shop !== shop ||
        route_now.value.filter.agent !== agent ||
        states_of[duty_choice_now.value] !== states ||
        duty_rows_now.value !== limit;
    try {
        const read = await read_duties({ shop, agent, states, limit });
        if (is_stale()) return;
        duties_now.value = { duties: read.duties, has_more: read.next !== null };
        duties_error.value = null;
    } catch (problem) {
        if (is_stale()) return;
        duties_error.value =
            problem instanceof api_error ? problem : new api_error('unknown', String(problem));
    }
}
