// Words by key and language, pure; state/language.ts knows the chosen language.
import type { language } from '../model/time';
import { en } from './en';
import { zh, type text_key } from './zh';

export type { language, text_key };

const texts: Record<language, Record<text_key, string>> = { zh, en };

export function say(language: language, key: text_key, values: Record<string, string | number> = {}): string {
    return texts[language][key].replace(/\{(\w+)\}/g, (whole, name: string) =>
        name in values ? String(values[name]) : whole,
    );
}

// A wire value's label ("role", "bot" → 机器人), or the value itself where the page is older than the server.
export function say_value(language: language, group: string, value: string): string {
    const key = `${group}.${value}`;
    return Object.hasOwn(texts[language], key) ? texts[language][key as text_key] : value;
}
