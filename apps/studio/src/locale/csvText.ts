import { sheetText } from "@justesse/types/spreadsheet"

/** A cell as spreadsheets read it: a text that would begin a formula there stands behind an apostrophe; figures stay figures. */
function cell(value: string | number | null | undefined): string {
  if (typeof value === "number") return String(value)
  const written = sheetText(value ?? "")
  return /[",\r\n]/.test(written) ? `"${written.replaceAll('"', '""')}"` : written
}

/** Rows as a table for spreadsheets; what is not known is an empty cell. */
export function csvText(rows: readonly (readonly (string | number | null | undefined)[])[]): string {
  return rows.map((row) => `${row.map(cell).join(",")}\n`).join("")
}
