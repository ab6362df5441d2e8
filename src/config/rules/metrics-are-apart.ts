import type { Rule } from './rule.js';

/** Two listeners need two ports, unless the system chooses them. */
export const metricsAreApart: Rule = ({ listen, metrics }, { errors }) => {
  if (metrics.port === undefined || metrics.port === 0 || metrics.port !== listen.port) return;
  errors.push({
    path: 'metrics.port',
    message: `must be another port than listen.port, because metrics are never served where people and apps come; found ${metrics.port} for both`,
  });
};
