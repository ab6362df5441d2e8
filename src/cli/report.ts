/** Reports what `wardkey doctor` found about one thing. */
export type Report = (mark: 'ok' | 'warning' | 'problem', what: string, finding: string) => void;
