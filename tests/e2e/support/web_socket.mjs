// The independent WebSocket implementation that the clients of these tests stand on: npm's `ws`, from the page's tools.
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../../web/package.json', import.meta.url));
export const { WebSocket } = require('ws');
