/** What `wardkey doctor` says of one thing it looked at. */
export type Report = (mark: 'ok' | 'warning' | 'problem', what: string, finding: string) => void;
