import type { ErrorCode, ErrorDetail } from "@justesse/types"

/** What one order may take before its process is ended. */
export interface Limits {
  /** Of the whole process. */
  readonly rssBytes: number
  /** Of all its threads. */
  readonly cpuMs: number
}

/** Why a process was ended, or ended by itself, while it had an order. */
export type Ended = "memory" | "time" | "crash"

/** Errors lose their class between processes, so a failure travels as a value. */
export type Answer<T> =
  | { readonly ok: T }
  | { readonly failed: { readonly code: ErrorCode; readonly detail: ErrorDetail } }
  | { readonly thrown: string }

/** To a child: an order with its limits. */
export interface Order<Asked> {
  readonly asked: Asked
  readonly limits: Limits
}

/** From a child: that it is ready for its first order, or the answer to the one it had. */
export type ChildMessage<T> = "ready" | { readonly answer: Answer<T>; readonly rssBytes: number }

/** On this descriptor a child's watching thread says why it ends its process. */
export const WHY_FD = 4

/** Between a child and its watching thread. */
export interface Watched {
  readonly flag: Int32Array
  readonly limits: Float64Array
  readonly fd: number
}
export const FLAG = { busy: 0, never: 1 } as const
/** How often memory and time are looked at while there is an order. */
export const CHECK_EVERY_MS = 4
