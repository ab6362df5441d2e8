export { networkOf } from '#src/http/network-of.js';
