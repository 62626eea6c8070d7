// The shapes the server sends (HTTP and WebSocket). Data only; times are ms since epoch, offsets are bytes.

export const levels = ['critical', 'major', 'moderate', 'minor'] as const; // gravest first
export type level = (typeof levels)[number];
export type verdict_status = 'provisional' | 'final' | 'retracted';
export type revision_reason = '' | 'completed' | 'late_message' | 'edited' | 'recalled';

export interface span {
    message: string;
    begin: number; // bytes, half-open, into the message's UTF-8 text
    end: number;
    phrase: string;
    disguised?: boolean;
}

export interface wait_receipt {
    profile: string;
    round: string;
    opened: number;
    deadline?: number;
    replied?: number;
    reply?: string;
    limit?: number;
    duration?: number;
    paused?: number;
}

export interface receipt {
    messages?: string[];
    spans?: span[];
    wait?: wait_receipt;
    count?: number;
    similarity?: number; // percent
    due?: number; // of a promise: by when it is to be kept
    version?: string; // id of the edit whose text was judged
    recalled?: string[]; // those of `messages` that were taken back
    evasion?: boolean; // found only because the disguise was seen through; level and points are raised
}

export interface verdict {
    id: string;
    status: verdict_status;
    rule: string;
    pack?: string;
    level: level;
    category?: string;
    points?: number;
    mode?: 'live' | 'shadow' | 'off';
    review?: 'auto' | 'required';
    platform?: string;
    shop?: string;
    group?: string;
    agent?: string; // "" or absent: charged to the shop (未分配)
    conversation: string;
    session?: string;
    anchor: string;
    anchor_ts: number;
    decided_at: number;
    receipt?: receipt;
    revision?: number;
    reason?: revision_reason;
    seen_with?: { conversation: string; at: number }[]; // other customers who told the leaked number
}

export interface message {
    id: string;
    ts: number;
    seq?: number;
    role: string;
    kind?: string;
    sender?: string;
    to?: string;
    text?: string;
    event?: string;
    ref?: string;
    shop?: string;
    customer?: string;
    too_late?: boolean;
}

export interface session {
    session: string;
    started: number;
    ended?: number | null;
    tags?: string[]; // scenes
}

export interface conversation {
    conversation: string;
    zone?: string; // IANA name of the shop's zone, where the server gives it
    messages: message[];
    verdicts: verdict[];
    sessions?: session[];
}

export interface open_round {
    conversation: string;
    shop: string;
    agent?: string;
    rule: string;
    opened: number;
    deadline: number;
    left_ms: number;
    state: 'open' | 'warn' | 'late';
    profile?: string;
}

export interface duty {
    state: 'open' | 'overdue' | 'kept' | 'kept_late' | 'settled';
    due: number;
    kept_by?: { event: string; message: string; at: number };
    verdict: verdict;
}

export interface duty_page {
    duties: duty[];
    next: string | null;
}

export interface rule {
    id: string;
    name?: { zh?: string; en?: string };
    why?: string;
    category?: string;
    level?: level;
    points?: number;
    mode?: string;
    review?: string;
}

export interface tag {
    tag: string;
    name?: { zh?: string; en?: string };
}

export interface facets {
    shops: string[];
    agents: string[];
}

export interface source {
    name: string;
    clock?: string;
    newest?: number;
    watermark?: number;
    connected?: boolean;
}

export interface server_status {
    version?: string;
    unit?: string; // hash of the rules that judge
    rules_problem?: string; // lines: why the newest packs were refused
    position?: number;
    zone?: string;
    sources?: source[];
    counters?: Record<string, number>;
    conversations_open?: number;
    notes?: string[]; // codes ("default_calendar") or sentences
}

export interface report {
    date: string;
    state?: 'provisional' | 'final';
    revision?: number;
}

// Many settled verdicts of one rule in a short time.
export interface incident {
    id: string;
    rule: string;
    level: level;
    mode?: 'live' | 'shadow' | 'off';
    of: string; // the rule whose verdicts it counts
    by: 'shop' | 'agent' | 'group' | 'platform';
    key: string; // the one that all of them have
    first: number; // decided_at of the first and the last of them
    last: number;
    count: number;
}

export interface verdict_page {
    verdicts: verdict[];
    next: string | null;
}

// A revision of a verdict, or what has become of an incident.
export interface feed_item {
    position: number;
    verdict?: verdict;
    incident?: incident;
}
