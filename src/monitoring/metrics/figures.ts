import {
  AggregatorRegistry,
  type MetricObjectWithValues,
  type MetricValue,
  type Registry,
} from 'prom-client';

/** The metrics of a process at one moment, as prom-client gives them. They can be sent to another process. */
export type Figures = ReadonlyArray<MetricObjectWithValues<MetricValue<string>>>;

/** What only says something about one process. A sum would say nothing. */
const OF_ONE_PROCESS = /^(process|nodejs)_/;

/** Adds up metrics of the same name and labels, or takes the least or greatest, as their `aggregator` says. */
export function together(figures: Figures[]): Registry {
  return AggregatorRegistry.aggregate(figures as object[]);
}

/** What a registry made by {@link together} holds. Such a registry has values only, so nothing is waited for. */
export function figuresOf(registry: Registry): Figures {
  return registry.getMetricsAsArray() as unknown as Figures;
}

/** The same with a label at each figure that is about one process. */
export function withWorker(worker: number, figures: Figures): Figures {
  return figures.map((metric) => {
    if (!OF_ONE_PROCESS.test(metric.name)) return metric;
    const values = metric.values.map((one) => ({ ...one, labels: { ...one.labels, worker } }));
    return { ...metric, values };
  });
}

/** Counters and histograms: what stays true when nobody says it any more. */
export function countsOnly(figures: Figures): Figures {
  // prom-client declares an enumeration of numbers, and gives a text.
  return figures.filter(({ type }) => (type as unknown as string) !== 'gauge');
}

/** Without the figures that are about one process. */
export function ofTheServer(figures: Figures): Figures {
  return figures.filter(({ name }) => !OF_ONE_PROCESS.test(name));
}
