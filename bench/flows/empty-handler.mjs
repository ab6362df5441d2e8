import { expect } from '../load/connections.mjs';

/** The machine's own measure, and the load's: nothing here can be faster. */
export const emptyHandler = {
  name: 'empty',
  title: 'empty node:http handler',
  runsOn: ['empty'],
  async begin(_target, connections) {
    const request = { path: '/', method: 'GET' };
    return {
      async once() {
        const { status, body } = await connections.send(request);
        expect(status === 200 && body.length === 2, `the empty handler answers ${status}`);
        return true;
      },
    };
  },
};
