// A pack of short limits, so that deadlines pass while a test looks on. Its shop never closes.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { temp_folder } from './chatqc.mjs';

export const response_limit = 1000; // ms

const text = limit => `
pack: short
language: 1
calendar: {zone: Asia/Shanghai, hours: "00:00-24:00"}
platforms: {hurried: {session_gap: 60s}}
lists:
  ack: {phrases: [好的, 谢谢]}
  bad: {phrases: [笨蛋]}
rules:
  - id: timeliness.short
    name: {zh: 很快超时, en: Soon late}
    level: minor
    points: -2
    detect: {response: {limit: ${limit}ms, warn: 500ms}}
  - id: attitude.bad
    name: {zh: 骂人, en: Bad words}
    level: major
    points: -10
    detect: {phrase: {list: bad}}
`;

// The folder of the pack with this response limit (ms).
export function short_pack(limit = response_limit) {
    const folder = join(temp_folder(), 'short');
    mkdirSync(folder);
    writeFileSync(join(folder, 'pack.yaml'), text(limit));
    return folder;
}
