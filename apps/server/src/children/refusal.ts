import type { ErrorCode, ErrorDetail } from "@justesse/types"

/** A refusal that whoever asks reads as JustesseError. Children have only this: the schemas would be a tenth of their memory. */
export class Refusal extends Error {
  override readonly name = "Refusal"
  readonly code: ErrorCode
  readonly detail: ErrorDetail
  constructor(code: ErrorCode, detail: ErrorDetail = {}) {
    super(code)
    this.code = code
    this.detail = detail
  }
}
