// The rows of the live view: one window over the newest verdicts in order of (decided_at, id), newest first, fed by the
// live feed at any place and by pages of history at its end. Bounded; pure data, no clock, no network.
import type { verdict, verdict_page } from './wire';

export interface row {
    verdict: verdict;
    arrived: number; // page clock, ms; when the feed brought it; 0: from history
    changed: number; // page clock, ms; when a revision last changed it; 0: never
}

export interface applied {
    added: number;
    changed: number;
    removed: number;
    beyond: number; // belong below the loaded window: to be found by loading more
}

const status_rank = { provisional: 0, final: 1, retracted: 2 } as const;

// True if `a` is at least as new a statement on the same verdict as `b`.
export function supersedes(a: verdict, b: verdict): boolean {
    const revisions = (a.revision ?? 0) - (b.revision ?? 0);
    return revisions !== 0 ? revisions > 0 : status_rank[a.status] >= status_rank[b.status];
}

// Negative if `a` stands above `b`.
function compare(a: verdict, b: verdict): number {
    if (a.decided_at !== b.decided_at) return b.decided_at - a.decided_at;
    return a.id < b.id ? 1 : a.id > b.id ? -1 : 0;
}

export class verdict_list {
    private rows_: row[] = [];
    private by_id_ = new Map<string, row>();
    // What the feed said while a page was under way: the page may be older than it. Bounded like the rows.
    private seen_: Map<string, verdict> | null = null;
    private cursor_: string | null = null;
    private has_more_ = false;
    private loaded_ = false;

    // `rows_max`: what the feed alone may fill; loading more may go up to `rows_limit`.
    constructor(
        private readonly rows_max: number,
        readonly rows_limit: number,
    ) {}

    // A new array whenever something changed.
    rows(): readonly row[] {
        return this.rows_;
    }

    find(id: string): row | undefined {
        return this.by_id_.get(id);
    }

    has_more(): boolean {
        return this.has_more_;
    }

    is_loaded(): boolean {
        return this.loaded_;
    }

    // Empties the list, for another filter or after a gap in the feed.
    clear(): void {
        this.rows_ = [];
        this.by_id_.clear();
        this.seen_ = null;
        this.cursor_ = null;
        this.has_more_ = false;
        this.loaded_ = false;
    }

    // How to ask for the next page: by the cursor of the one before, or, once rows fell off the end, by time.
    begin_page(): { cursor?: string; to?: number } {
        this.seen_ ??= new Map();
        if (this.cursor_ !== null) return { cursor: this.cursor_ };
        const last = this.rows_[this.rows_.length - 1];
        return this.loaded_ && last ? { to: last.verdict.decided_at + 1 } : {};
    }

    add_page(page: verdict_page, wanted: (value: verdict) => boolean): void {
        const seen = this.seen_;
        this.seen_ = null;
        const rows = [...this.rows_];
        for (const from_page of page.verdicts) {
            const told = seen?.get(from_page.id);
            const value = told && supersedes(told, from_page) ? told : from_page;
            if (!this.by_id_.has(value.id) && wanted(value)) {
                this.insert(rows, { verdict: value, arrived: 0, changed: 0 });
            }
        }
        const last = page.verdicts[page.verdicts.length - 1];
        if (!this.loaded_ && page.next !== null && last) {
            // The feed's rows below the first page would leave a gap above them.
            while (rows.length > 0 && compare(rows[rows.length - 1]!.verdict, last) > 0) this.drop_last(rows);
        }
        this.loaded_ = true;
        this.cursor_ = page.next;
        this.has_more_ = page.next !== null;
        this.rows_ = rows;
        this.trim(this.rows_limit);
    }

    fail_page(): void {
        this.seen_ = null;
    }

    // Takes a batch of the feed in its order. `now` is the page's clock.
    apply(batch: readonly verdict[], wanted: (value: verdict) => boolean, now: number): applied {
        const result: applied = { added: 0, changed: 0, removed: 0, beyond: 0 };
        const rows = [...this.rows_];
        for (const value of batch) this.apply_one(rows, value, wanted(value), now, result);
        const grew = rows.length > this.rows_.length;
        const before = this.rows_.length;
        this.rows_ = rows;
        if (grew) this.trim(Math.max(this.rows_max, before));
        return result;
    }

    private apply_one(rows: row[], value: verdict, is_wanted: boolean, now: number, result: applied): void {
        if (this.seen_ !== null && (this.seen_.has(value.id) || this.seen_.size < this.rows_limit)) {
            this.seen_.set(value.id, value);
        }
        const known = this.by_id_.get(value.id);
        if (known) {
            if (!supersedes(value, known.verdict)) return;
            rows.splice(this.index_of(rows, known.verdict), 1);
            this.by_id_.delete(value.id);
            if (is_wanted) {
                this.insert(rows, { verdict: value, arrived: known.arrived, changed: now });
                result.changed += 1;
            } else {
                result.removed += 1;
            }
            return;
        }
        if (!is_wanted) return;
        const last = rows[rows.length - 1];
        if (this.loaded_ && this.has_more_ && last && compare(value, last.verdict) > 0) {
            result.beyond += 1;
            return;
        }
        this.insert(rows, { verdict: value, arrived: now, changed: 0 });
        result.added += 1;
    }

    private index_of(rows: row[], value: verdict): number {
        let low = 0;
        let high = rows.length;
        while (low < high) {
            const middle = (low + high) >> 1;
            if (compare(rows[middle]!.verdict, value) < 0) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private insert(rows: row[], value: row): void {
        rows.splice(this.index_of(rows, value.verdict), 0, value);
        this.by_id_.set(value.verdict.id, value);
    }

    private drop_last(rows: row[]): void {
        const gone = rows.pop();
        if (gone) this.by_id_.delete(gone.verdict.id);
    }

    private trim(bound: number): void {
        if (this.rows_.length <= bound) return;
        const rows = [...this.rows_];
        while (rows.length > bound) this.drop_last(rows);
        this.rows_ = rows;
        this.cursor_ = null; // it points below what fell off
        this.has_more_ = true;
    }
}
