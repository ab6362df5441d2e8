import { parentSpan } from './trace-parent.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

describe('traceparent', () => {
  it.each([
    [`00-${TRACE}-${SPAN}-01`, 1],
    [`00-${TRACE}-${SPAN}-00`, 0],
    ['of a later version, with a part more', `01-${TRACE}-${SPAN}-01-later`, 1],
  ])('names the span before: %s', (...row) => {
    const [traceFlags, header] = row.reverse() as [number, string];
    expect(parentSpan(header)).toEqual({ traceId: TRACE, spanId: SPAN, traceFlags, isRemote: true });
  });

  it.each([
    ['absent', undefined],
    ['empty', ''],
    ['of version ff', `ff-${TRACE}-${SPAN}-01`],
    ['with a part more', `00-${TRACE}-${SPAN}-01-more`],
    ['in upper case', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
    ['with a trace of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['with a span of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['with an id that is too short', `00-${TRACE.slice(1)}-${SPAN}-01`],
    ['with something after it', `00-${TRACE}-${SPAN}-01\nx`],
  ])('is not used when it is %s', (_what, header) => {
    expect(parentSpan(header)).toBeUndefined();
  });
});
