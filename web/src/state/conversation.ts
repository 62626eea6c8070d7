// Reads one conversation and keeps it fresh while it is shown: at news of the feed, when the feed began anew and may have
// missed some, and now and then while a session is open. One object a view; `close` ends it.
import { effect, signal, untracked } from '@preact/signals';

import { may_go_on } from '../model/thread';
import type { conversation } from '../model/wire';
import { api_error, read_conversation } from '../net/api';
import { begun, touched, zone_now } from './live';

const refresh_every = 5_000; // ms, while a session is open
const settle = 300; // ms after news of the feed: one read for many verdicts

export class open_conversation {
    readonly content = signal<conversation | null>(null);
    readonly problem = signal<api_error | null>(null);
    private timer_ = 0;
    private is_closed_ = false;
    private is_reading_ = false;
    private again_ = false;
    private readonly stop_: () => void;
    private seen_begun_ = begun.peek();

    constructor(private readonly id: string) {
        this.stop_ = effect(() => {
            const has_news = touched.value.has(this.id) || begun.value !== this.seen_begun_;
            this.seen_begun_ = begun.value;
            if (has_news) untracked(() => this.read_again());
        });
        void this.read();
    }

    zone(): string {
        return this.content.value?.zone ?? zone_now.value;
    }

    close(): void {
        this.is_closed_ = true;
        clearTimeout(this.timer_);
        this.stop_();
    }

    async read(): Promise<void> {
        if (this.is_closed_) return;
        if (this.is_reading_) {
            this.again_ = true;
            return;
        }
        this.is_reading_ = true;
        this.again_ = false;
        try {
            const read = await read_conversation(this.id);
            this.content.value = { ...read, messages: read.messages ?? [], verdicts: read.verdicts ?? [] };
            this.problem.value = null;
        } catch (problem) {
            this.problem.value =
                problem instanceof api_error ? problem : new api_error('unknown', String(problem));
        }
        this.is_reading_ = false;
        const is_open = this.content.value !== null && may_go_on(this.content.value);
        if (this.again_) this.read_in(settle);
        else if (is_open || this.problem.value?.code === 'unreachable') this.read_in(refresh_every);
    }

    // What is being read now may be older than the news.
    private read_again(): void {
        if (this.is_reading_) this.again_ = true;
        else this.read_in(settle);
    }

    private read_in(ms: number): void {
        if (this.is_closed_) return;
        clearTimeout(this.timer_);
        this.timer_ = window.setTimeout(() => {
            if (document.hidden) this.read_in(refresh_every);
            else void this.read();
        }, ms);
    }
}
