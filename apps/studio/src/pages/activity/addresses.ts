import { type LinkProps, linkOptions } from "@tanstack/react-router"
import type { IconName } from "../../theme/Icon.tsx"
import type { Happening } from "./grouped.ts"

/** The icon of what was done, by the beginning of its code. */
const ICONS: readonly (readonly [prefix: string, icon: IconName])[] = [
  ["ontology", "label"],
  ["guideline", "guideline"],
  ["import", "import"],
  ["asset", "image"],
  ["task", "work"],
  ["review", "review"],
  ["question", "question"],
  ["rule", "review"],
  ["gold", "gold"],
  ["model", "models"],
  ["rows", "image"],
  ["predictions", "models"],
  ["suspects", "models"],
  ["queue", "sort"],
  ["people", "people"],
  ["person", "person"],
  ["group", "people"],
  ["version", "versions"],
  ["export", "download"],
]

/** The icon for something that happened; the project's own where nothing is nearer. */
export function iconOf({ what }: Pick<Happening, "what">): IconName {
  return ICONS.find(([prefix]) => what.startsWith(prefix))?.[1] ?? "folder"
}

/** Pages of a project by the beginning of a code. */
const PAGES = [
  ["ontology", "labels"],
  ["guideline", "guideline"],
  ["import", "imports"],
  ["assets", "images"],
  ["question", "questions"],
  ["gold", "gold"],
  ["rows", "images"],
  ["model", "models"],
  ["predictions.started", "models"],
  ["suspects", "models"],
  ["people", "people"],
  ["person", "people"],
  ["group", "people"],
  ["rule", "settings"],
  ["project.settings", "settings"],
] as const

/** The page that shows what something was done to; null where no page does. */
export function addressOf(project: string, { what, detail }: Pick<Happening, "what" | "detail">): LinkProps | null {
  const { asset, version, set } = detail
  if (asset !== undefined)
    return linkOptions({ to: "/p/$project/images/$image", params: { project, image: String(asset) } })
  if (version !== undefined && (what.startsWith("version") || what.startsWith("export")))
    return linkOptions({ to: "/p/$project/versions/$version", params: { project, version: String(version) } })
  if (detail.import !== undefined && what.startsWith("import."))
    return linkOptions({ to: "/p/$project/imports/$import", params: { project, import: String(detail.import) } })
  if (set !== undefined && what !== "predictions.removed")
    return linkOptions({ to: "/p/$project/models/$set", params: { project, set: String(set) } })
  const page = PAGES.find(([prefix]) => what.startsWith(prefix))?.[1]
  return page === undefined ? null : linkOptions({ to: `/p/$project/${page}`, params: { project } })
}
