// The chosen language: remembered, by default the browser's.
import { effect, signal } from '@preact/signals';

import { say, say_value, type language, type text_key } from '../text/say';

const storage_key = 'chatqc.language';

function remembered(): language {
    let kept: string | null = null;
    try {
        kept = localStorage.getItem(storage_key);
    } catch {
        // storage is forbidden: only this visit
    }
    if (kept === 'zh' || kept === 'en') return kept;
    return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

export const language_now = signal<language>(remembered());

export function switch_language(): void {
    language_now.value = language_now.value === 'zh' ? 'en' : 'zh';
    try {
        localStorage.setItem(storage_key, language_now.value);
    } catch {
        // as above
    }
}

// Words in the chosen language; a component that calls these is drawn again when it changes.
export const t = (key: text_key, values?: Record<string, string | number>) =>
    say(language_now.value, key, values);
export const t_value = (group: string, value: string) => say_value(language_now.value, group, value);

export function keep_document_language(): void {
    effect(() => {
        document.documentElement.lang = language_now.value === 'zh' ? 'zh-CN' : 'en';
    });
}
