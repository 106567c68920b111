import { ProjectSettings } from "@justesse/types"
import { ContentClass, ContentReports } from "@justesse/types/content/classes"
import type { ContentStand } from "@justesse/work/content/ask"
import { z } from "zod"

const Classes = z.array(ContentClass)

/** The classes of content that a member said yes to, as stored. */
export function readYes(stored: string | null): ContentClass[] {
  return stored === null ? [] : Classes.parse(JSON.parse(stored))
}

/** What people reported of a project's pictures, as stored. */
export function readReports(stored: string | null): ContentReports {
  return stored === null ? [] : ContentReports.parse(JSON.parse(stored))
}

/** What is known of a project's pictures, from its row. */
export function contentOf(row: { readonly settings: string; readonly content_reported: string | null }): ContentStand {
  return {
    declared: ProjectSettings.parse(JSON.parse(row.settings)).content,
    reported: readReports(row.content_reported),
  }
}
