/** Reports one finding of `wardkey doctor`. */
export type Report = (mark: 'ok' | 'warning' | 'problem', what: string, finding: string) => void;
