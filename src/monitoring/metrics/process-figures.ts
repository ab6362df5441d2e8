import { Counter, Gauge, type Registry } from 'prom-client';

/**
 * Adds figures about the process under the names that Prometheus and Node.js dashboards know.
 *
 * The default metrics of prom-client are not used: some of them ask for the list of active handles, by a function that
 * Node does not document, and that ends the process (Node 20: `Assertion failed: !obj.IsEmpty()`) when a handle is just
 * being closed.
 */
export function watchProcess(registry: Registry): void {
  const registers = [registry];
  const gauge = (name: string, help: string, value: () => number) => {
    const one: Gauge = new Gauge({ name, help, registers, collect: () => one.set(value()) });
  };
  gauge('process_resident_memory_bytes', 'Memory of the process.', () => process.memoryUsage.rss());
  gauge('process_start_time_seconds', 'When the process started, in seconds since 1970.', () =>
    Math.round(performance.timeOrigin / 1000),
  );
  gauge('nodejs_heap_size_total_bytes', 'Size of the heap.', () => process.memoryUsage().heapTotal);
  gauge('nodejs_heap_size_used_bytes', 'Used part of the heap.', () => process.memoryUsage().heapUsed);
  gauge('nodejs_external_memory_bytes', 'Memory outside of the heap.', () => process.memoryUsage().external);
  const processor: Counter = new Counter({
    name: 'process_cpu_seconds_total',
    help: 'Processor time of the process in seconds.',
    registers,
    collect: () => {
      const { user, system } = process.cpuUsage();
      processor.reset();
      processor.inc((user + system) / 1e6);
    },
  });
  new Gauge({
    name: 'nodejs_version_info',
    help: 'The version of Node.js.',
    labelNames: ['version'],
    registers,
  }).set({ version: process.version }, 1);
}
