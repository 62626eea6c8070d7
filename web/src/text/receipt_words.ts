// A receipt's arithmetic in words: which lines stand under a verdict, so that a person can redo every sum. Pure.
import { date_time, duration_words, exact_clock, exact_duration_words, local_time } from '../model/time';
import type { verdict, wait_receipt } from '../model/wire';
import { say, type language, type text_key } from './say';

export interface receipt_line {
    label: string;
    value: string;
    tone?: 'bad' | 'good';
    message?: string; // id of the message the line speaks of
}

interface speech {
    language: language;
    zone: string;
}

// What a wait lasted as the profile counts it; nothing if no reply had come and no duration was fixed.
export function counted_wait(wait: wait_receipt): number | null {
    if (wait.duration !== undefined) return wait.duration;
    return wait.replied === undefined ? null : wait.replied - wait.opened - (wait.paused ?? 0);
}

function wait_lines(value: verdict, wait: wait_receipt, { language, zone }: speech): receipt_line[] {
    const clock = (ts: number) => {
        const same_day = local_time(ts, zone).date === local_time(wait.opened, zone).date;
        return same_day ? exact_clock(ts, zone) : `${local_time(ts, zone).date} ${exact_clock(ts, zone)}`;
    };
    const words = (ms: number) => exact_duration_words(ms, language);
    const lines: receipt_line[] = [];
    const line = (label: text_key, text: text_key, values: Record<string, string | number>, more = {}) =>
        lines.push({ label: say(language, label), value: say(language, text, values), ...more });

    line(
        'receipt.opened',
        'receipt.opened_value',
        { time: `${local_time(wait.opened, zone).date} ${clock(wait.opened)}` },
        { message: wait.round },
    );
    if (wait.deadline !== undefined) {
        const values = {
            time: clock(wait.deadline),
            opened: clock(wait.opened),
            limit: words(wait.limit ?? 0),
        };
        const shift = wait.deadline - wait.opened - (wait.limit ?? 0);
        if (wait.limit === undefined) line('receipt.deadline', 'receipt.deadline_plain', values);
        else if (shift === 0) line('receipt.deadline', 'receipt.deadline_sum', values);
        else line('receipt.deadline', 'receipt.deadline_shifted', { ...values, shift: words(shift) });
    } else if (wait.limit !== undefined) {
        lines.push({ label: say(language, 'receipt.limit'), value: words(wait.limit) });
    }
    if (wait.replied !== undefined) {
        lines.push({
            label: say(language, 'receipt.reply'),
            value: clock(wait.replied),
            message: wait.reply,
        });
    } else {
        line('receipt.reply', 'receipt.no_reply', { time: clock(value.decided_at) }, { tone: 'bad' });
    }

    const duration = counted_wait(wait);
    const paused = wait.paused ?? 0;
    if (duration !== null) {
        const values = {
            duration: words(duration),
            replied: clock(wait.replied ?? 0),
            opened: clock(wait.opened),
            paused: words(paused),
        };
        const is_plain_sum = wait.replied !== undefined && wait.replied - wait.opened - paused === duration;
        if (!is_plain_sum) line('receipt.duration', 'receipt.duration_profile', values);
        else if (paused > 0) line('receipt.duration', 'receipt.duration_paused', values);
        else line('receipt.duration', 'receipt.duration_sum', values);
    }
    if (paused > 0) line('receipt.paused', 'receipt.paused_value', { paused: words(paused) });
    if (duration !== null && wait.limit !== undefined) {
        const over = duration - wait.limit;
        const values = {
            over: words(over),
            left: words(-over),
            duration: words(duration),
            limit: words(wait.limit),
        };
        if (over > 0) line('receipt.over', 'receipt.over_value', values, { tone: 'bad' });
        else line('receipt.within', 'receipt.within_value', values, { tone: 'good' });
    }
    const is_internal = wait.profile === 'internal';
    line('receipt.profile', is_internal ? 'receipt.profile_internal' : 'receipt.profile_estimate', {
        profile: wait.profile,
    });
    return lines;
}

// Points as they score: "−5 分", "+2 分", "不计分".
export function points_words(value: verdict, language: language): string {
    const points = value.points ?? 0;
    if (points === 0) return say(language, 'points.none');
    return say(language, 'points.value', { n: points < 0 ? `−${-points}` : `+${points}` });
}

export function revision_words(value: verdict, language: language): string {
    const revision = value.revision ?? 0;
    if (revision === 0 || !value.reason) return '';
    return say(language, 'receipt.revision_value', {
        n: revision,
        reason: say(language, `reason.${value.reason}` as text_key),
    });
}

// Something was looked for and not found: the count is of the messages looked at.
function is_search({ receipt }: verdict): boolean {
    return (receipt?.spans ?? []).length === 0 && receipt?.similarity === undefined;
}

// Every line but the spans, which are shown with their text.
export function receipt_lines(value: verdict, how: speech): receipt_line[] {
    const { language, zone } = how;
    const { wait, count, similarity, due, version, recalled } = value.receipt ?? {};
    const lines: receipt_line[] = wait ? wait_lines(value, wait, how) : [];
    const add = (label: text_key, text: string) => lines.push({ label: say(language, label), value: text });
    if (count !== undefined)
        add(
            is_search(value) ? 'receipt.searched' : 'receipt.count',
            say(language, 'receipt.count_value', { n: count }),
        );
    if (similarity !== undefined)
        add('receipt.similarity', say(language, 'receipt.similarity_value', { n: similarity }));
    if (due !== undefined) add('receipt.due', date_time(due, zone));
    if (version !== undefined)
        lines.push({
            label: say(language, 'receipt.version'),
            value: say(language, 'receipt.version_value'),
            message: version,
        });
    if (recalled !== undefined)
        add('receipt.recalled', say(language, 'receipt.recalled_value', { n: recalled.length }));
    add('receipt.charged', value.agent ? value.agent : say(language, 'receipt.charged_shop'));
    add('receipt.decided', date_time(value.decided_at, zone));
    const revision = revision_words(value, language);
    if (revision !== '') add('receipt.revision', revision);
    return lines;
}

// The evidence in a few words, for a row of a list.
export function evidence_words(value: verdict, language: language): string {
    const { wait, spans, count, similarity } = value.receipt ?? {};
    if (wait) {
        const duration = counted_wait(wait);
        const values = {
            duration: duration === null ? '' : duration_words(duration, language),
            limit: wait.limit === undefined ? '' : duration_words(wait.limit, language),
        };
        if (duration !== null) {
            return say(
                language,
                wait.limit === undefined ? 'evidence.wait_plain' : 'evidence.wait_over',
                values,
            );
        }
        return say(language, wait.limit === undefined ? 'evidence.unanswered' : 'evidence.wait_open', values);
    }
    const parts: string[] = [];
    const phrases = [...new Set((spans ?? []).map(span => span.phrase))];
    if (phrases.length > 0) {
        const quoted = phrases.map(phrase => say(language, 'evidence.phrase', { phrase }));
        parts.push(quoted.join(language === 'zh' ? '' : ' '));
    }
    if (count !== undefined)
        parts.push(say(language, is_search(value) ? 'evidence.searched' : 'evidence.count', { n: count }));
    if (similarity !== undefined) parts.push(say(language, 'evidence.similarity', { n: similarity }));
    return parts.length > 0 ? parts.join(' · ') : say(language, 'evidence.none');
}
