/**
 * What becomes of files: pictures and finished answers, answers known to be right, a model's predictions; `ask`: they are
 * looked at and wait for a decision, unless they are pictures alone; `more`: they join a waiting import.
 */
export type SendAs = "settled" | "gold" | "scores" | "ask" | "more"

export interface NamedFile {
  readonly path: string
  readonly file: File
}
