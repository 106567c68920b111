import type { Hours } from "@justesse/types/wire/work"
import type { z } from "zod"

type HourRow = z.infer<typeof Hours>["rows"][number]

const cell = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** One line a day and project, seconds as counted. */
export function hoursCsv(rows: readonly HourRow[]): string {
  const lines = rows.map((row) => [row.day, row.project, cell(row.projectName), row.seconds, row.tasks].join(","))
  return ["day,project,name,seconds,tasks", ...lines, ""].join("\n")
}
