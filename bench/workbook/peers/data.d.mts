// The types of data.mjs, which plain Node peers read too.
export declare const amounts: number;
export declare const headers: readonly string[];
export declare const periodOf: (row: number) => string;
export declare const numberOf: (row: number) => string;
export declare const nameOf: (row: number) => string;
export declare const centsOf: (row: number, column: number) => number;
export declare function reportUsage(): void;
