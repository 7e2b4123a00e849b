import { Transform } from 'node:stream';

export type Lang = 'en' | 'zh';
export type Severity = 'info' | 'warning' | 'error';
export type Role = 'cause' | 'effect' | 'generic';
export type Input = 'auto' | 'plain' | 'github' | 'gh' | 'gitlab' | 'jenkins' | 'azure' | 'circleci'
  | 'travis' | 'buildkite' | 'bitbucket' | 'teamcity' | 'taskcluster';
export interface Text { readonly en: string; readonly zh: string }

/** What logdiag knows about one cause. Captured words stand as placeholders. */
export interface Rule {
  readonly id: string;
  readonly title: Text;
  readonly diagnosis: Text;
  readonly fix: Text;
  readonly docs: readonly string[];
  readonly category: string;
  readonly tags: readonly string[];
  readonly origin: string;
  readonly owner: string;
  readonly severity: Severity;
  readonly role: Role;
  readonly transient: boolean;
}

/** A rule that was seen in a log. Captured words are filled in. */
export interface Finding extends Rule {
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly offset: number;
  readonly text: string;
  readonly source: string;
  readonly job: string | null;
  readonly step: string | null;
  readonly time: string | null;
  readonly captures: Readonly<Record<string, string>>;
  /** Index in the report of the finding that explains this one. */
  readonly cause: number | null;
  readonly repeats: number;
}

export interface ScanOptions {
  rules?: Rules;
  source?: string;
  input?: Input;
  maxFindings?: number;
  maxLine?: number;
  context?: number;
}

/** Each as in logdiag.h. */
export interface RenderOptions {
  lang?: Lang;
  color?: boolean;
  hyperlinks?: boolean;
  all?: boolean;
  redact?: boolean;
  statistics?: boolean;
  width?: number;
  maxShown?: number;
}

export class LogdiagError extends Error {}

export class RulesError extends LogdiagError {
  readonly problems: readonly string[];
}

/** Never change; may be used by many diagnoses at once. */
export class Rules implements Iterable<Rule> {
  constructor(options?: { paths?: readonly string[]; texts?: readonly string[]; builtin?: boolean });
  readonly size: number;
  get(id: string): Rule | undefined;
  [Symbol.iterator](): Iterator<Rule>;
  /** Frees what C holds now instead of when it is collected. */
  close(): void;
}

/** What was found, most likely cause first. */
export class Report implements Iterable<Finding> {
  private constructor();
  readonly findings: readonly Finding[];
  readonly worthARetry: boolean;
  render(format?: string, options?: RenderOptions): string;
  [Symbol.iterator](): Iterator<Finding>;
  /** Frees what C holds now instead of when it is collected; findings stay. */
  close(): void;
}

/** A log goes in, findings come out as they become certain. */
export class Diagnosis extends Transform {
  constructor(options?: ScanOptions);
  /** The ranked end; asking for it lets the stream flow. */
  readonly report: Promise<Report>;
  [Symbol.asyncIterator](): NodeJS.AsyncIterator<Finding>;
}

type Piece = string | Uint8Array;
export function diagnose(log: Piece | Iterable<Piece> | AsyncIterable<Piece>, options?: ScanOptions): Promise<Report>;

export const version: string;
export const formats: readonly string[];
export const inputs: readonly Input[];
