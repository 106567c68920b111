import type { ThreadRow } from "@justesse/types/wire/question"

/** Whether what was asked about has no picture, recording or text: a row of a spreadsheet, or nothing but the form. */
export function isBare({ media }: Pick<ThreadRow, "media">): boolean {
  return media.full === ""
}
