// The newest incidents, read again whenever the feed tells of one. A burst of changes is one reading.
import { signal } from '@preact/signals';

import type { incident } from '../model/wire';
import { api_error, read_incidents } from '../net/api';

export const incidents_max = 200; // asked for
const gathering = 300; // ms

export const incidents_now = signal<readonly incident[] | null>(null); // null: not read yet
export const incidents_error = signal<api_error | null>(null);

let is_asked = false; // a reading is due or under way, and has not begun

export function incidents_changed(): void {
    if (is_asked) return;
    is_asked = true;
    setTimeout(() => void load_incidents(), gathering);
}

let readings = 0; // an answer counts if it is that of the last

export async function load_incidents(): Promise<void> {
    is_asked = false;
    const asked = (readings += 1);
    try {
        const read = await read_incidents(incidents_max);
        if (asked !== readings) return;
        incidents_now.value = read;
        incidents_error.value = null;
    } catch (problem) {
        if (asked !== readings) return;
        incidents_error.value =
            problem instanceof api_error ? problem : new api_error('unknown', String(problem));
    }
}
