import { sheetText } from "@justesse/types/spreadsheet"
import type { ActivityRow } from "@justesse/types/wire/project"
import type { z } from "zod"

type Row = z.infer<typeof ActivityRow>

/** A cell as spreadsheets read it: a text that would begin a formula there stands behind an apostrophe. */
const cell = (value: string): string => `"${sheetText(value).replaceAll('"', '""')}"`

/** For spreadsheets: time, who, what as a code, and its details as `key=value`; one line an event. */
export function activityCsv(rows: readonly Row[]): string {
  const details = (row: Row) =>
    Object.entries(row.detail)
      .map(([key, value]) => `${key}=${value}`)
      .join(" ")
  const lines = rows.map((row) =>
    [new Date(row.atMs).toISOString(), cell(row.who), row.what, cell(details(row))].join(","),
  )
  return ["at,who,what,detail", ...lines, ""].join("\n")
}
