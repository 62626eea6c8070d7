// Reads the server's HTTP interface. Every failure is an `api_error` with a stable code; no retries here.
import type { filter } from '../model/filter';
import type {
    conversation,
    duty_page,
    facets,
    incident,
    open_round,
    report,
    rule,
    server_status,
    tag,
    verdict_page,
} from '../model/wire';

export class api_error extends Error {
    constructor(
        readonly code: string,
        message: string,
    ) {
        super(message);
    }
}

// Longest wait for an answer, ms.
const answer_timeout = 20_000;

async function read<body>(path: string, query?: URLSearchParams): Promise<body> {
    const url = query && query.toString() !== '' ? `${path}?${query}` : path;
    let answer: Response;
    try {
        answer = await fetch(url, {
            headers: { accept: 'application/json' },
            signal: AbortSignal.timeout(answer_timeout),
        });
    } catch (problem) {
        throw new api_error('unreachable', String(problem));
    }
    const content = (await answer.json().catch(() => null)) as
        (body & { error?: { code?: string; message?: string } }) | null;
    if (!answer.ok || content === null || typeof content !== 'object') {
        const told = content?.error;
        throw new api_error(told?.code ?? `http_${answer.status}`, told?.message ?? answer.statusText);
    }
    return content;
}

export function read_verdicts(
    wanted: filter,
    place: { cursor?: string; to?: number },
    range: { from: number; to: number } | null,
    limit: number,
): Promise<verdict_page> {
    const query = new URLSearchParams({ order: 'newest', limit: String(limit) });
    for (const key of ['shop', 'agent', 'rule', 'level'] as const) {
        if (wanted[key] !== '') query.set(key, wanted[key]);
    }
    if (range) query.set('from', String(range.from));
    const to = Math.min(place.to ?? Infinity, range?.to ?? Infinity);
    if (Number.isFinite(to)) query.set('to', String(to));
    if (place.cursor !== undefined) query.set('cursor', place.cursor);
    return read<verdict_page>('/v1/verdicts', query).then(page => ({
        verdicts: page.verdicts ?? [],
        next: page.next || null,
    }));
}

export function read_conversation(id: string): Promise<conversation> {
    return read<conversation>(`/v1/conversations/${encodeURIComponent(id)}`);
}

export function read_breaches(shop: string, limit: number): Promise<{ now: number; rounds: open_round[] }> {
    const query = new URLSearchParams({ limit: String(limit) });
    if (shop !== '') query.set('shop', shop);
    return read('/v1/breaches', query);
}

export function read_incidents(limit: number): Promise<incident[]> {
    const query = new URLSearchParams({ order: 'newest', limit: String(limit) });
    return read<{ incidents: incident[] }>('/v1/incidents', query).then(page => page.incidents ?? []);
}

export function read_duties(wanted: {
    shop: string;
    agent: string;
    states: string; // with commas; '' is all
    limit: number;
}): Promise<duty_page> {
    const query = new URLSearchParams({ limit: String(wanted.limit) });
    if (wanted.shop !== '') query.set('shop', wanted.shop);
    if (wanted.agent !== '') query.set('agent', wanted.agent);
    if (wanted.states !== '') query.set('state', wanted.states);
    return read<duty_page>('/v1/duties', query);
}

export const read_rules = () => read<{ rules: rule[]; tags?: tag[] }>('/v1/rules');
export const read_facets = () => read<facets>('/v1/facets');
export const read_status = () => read<server_status>('/v1/status');
export const read_reports = () => read<{ reports: report[] }>('/v1/reports');

export function report_url(date: string, form: '' | '.csv' | '.json'): string {
    return `/v1/reports/${encodeURIComponent(date)}${form}`;
}
